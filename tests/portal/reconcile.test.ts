import { type PortalConnection, type PortalProfile, reconcile } from "@motcua/adapters/national-portal";
import type { DossierId, OfficeId } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { account, type Connected, connected, profiles } from "./portal-kit.ts";

const office = "xa-1" as OfficeId;
const agencyCode = "000.00.01.H26";

async function open(profile: PortalProfile): Promise<Connected> {
  const rest = { clientId: account.username, clientSecret: account.password, agencyCode };
  const more = { g1: { ...account, agencyCode }, g1r: { agencyCode }, g3: rest }[profile.id as "g1"] as object;
  const connection = (url: string): PortalConnection => ({ url, ...more }) as PortalConnection;
  const all = await connected({ profile: profile.id as "g1" }, { profile, timeoutMs: 10_000 }, undefined, connection);
  for (const dossier of ["d1", "d2"]) await all.office.accept(dossier);
  await all.office.good("d1", people.desk, act("intake", "forward"));
  await all.settle(2);
  return all;
}

const numberOf = async ({ portal }: Connected, dossier: string): Promise<string> =>
  (await portal.marks.read(office, dossier)).code ?? `H26.1-260820-000${dossier.slice(1)}`;

describe.each(Object.values(profiles))("what differs between us and the portal, $id", (profile) => {
  it("is nothing after the deliveries", async () => {
    const all = await open(profile);
    expect(await reconcile(all, office)).toEqual({ compared: 2, notTold: 0, differences: [] });
  });

  it("is a dossier the portal lost: told, and sent only when asked for", async () => {
    const all = await open(profile);
    const code = await numberOf(all, "d1");
    all.double.forget(code);
    const told = await reconcile(all, office);
    expect(told.differences).toMatchObject([{ dossierId: "d1", missing: true, waiting: 0, mended: false }]);
    expect(told.differences[0]?.stepsMissing).toHaveLength(3);
    expect(all.double.dossiers.has(code)).toBe(false);
    const sent = await reconcile({ ...all, send: true }, office);
    expect(sent.differences).toMatchObject([{ dossierId: "d1", missing: true, mended: true }]);
    expect(all.double.dossiers.get(code)?.steps).toHaveLength(3);
    expect((await reconcile(all, office)).differences).toEqual([]);
  });

  it("is what still waits, by the number of its messages; a repair does not let it be taken back", async () => {
    const all = await open(profile);
    await all.office.good("d2", people.desk, act("intake", "forward"));
    await all.office.good("d2", people.citizen, { type: "withdraw" });
    const left = await reconcile({ ...all, send: true }, office);
    expect(left.differences).toMatchObject([{ dossierId: "d2", waiting: 2, mended: false, left: true }]);
    const sent = await reconcile({ ...all, send: true, sendWaiting: true }, office);
    expect(sent.differences).toMatchObject([{ dossierId: "d2", waiting: 2, mended: true }]);
    await all.settle(2);
    const rows = await all.storage.reader.messages("d2" as DossierId);
    expect(rows.every(({ status }) => status === "delivered")).toBe(true);
    expect((await reconcile(all, office)).differences).toEqual([]);
    expect(all.double.violations).toEqual([]);
  });
});
