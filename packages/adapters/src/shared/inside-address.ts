import { BlockList, isIPv6 } from "node:net";

/** Special-purpose blocks that are no public neighbour (IANA registries, RFC 6890 and its updates). */
const inside4: readonly (readonly [address: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const inside6: readonly (readonly [address: string, bits: number])[] = [
  // Unspecified, loopback, and IPv4 written the old way. IPv4-mapped addresses are matched as IPv4 by BlockList itself.
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  // Tunnels carry an IPv4 address nobody looks at: Teredo and 6to4.
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

const inside = new BlockList();
for (const [address, bits] of inside4) {
  inside.addSubnet(address, bits, "ipv4");
  // NAT64 reaches IPv4 through the well-known prefix: a public address in it is public, an inner one is not.
  inside.addSubnet(`64:ff9b::${address}`, 96 + bits, "ipv6");
}
for (const [address, bits] of inside6) inside.addSubnet(address, bits, "ipv6");

/** Whether an address leads inside: this machine, the house network, or nowhere a public neighbour can be.
 *  @param address an IPv4 or IPv6 literal without brackets; a zone (`%eth0`) is not looked at */
export function isInsideAddress(address: string): boolean {
  const bare = address.split("%", 1)[0] ?? address;
  return inside.check(bare, isIPv6(bare) ? "ipv6" : "ipv4");
}
