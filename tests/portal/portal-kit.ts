import { memoryStorage } from "@motcua/adapters/memory";
import {
  g1,
  g1r,
  g3,
  type NationalPortalOptions,
  nationalPortal,
  type PortalConnection,
  type PortalProfile,
} from "@motcua/adapters/national-portal";
import {
  type DoubleOptions,
  type HeldDossier,
  type PortalDouble,
  startPortalDouble,
} from "@motcua/adapters/national-portal/double";
import type { Deliver, Storage } from "@motcua/core";
import { afterEach } from "vitest";
import { drain, type Office, openOffice } from "../engine/engine-kit.ts";

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export const account = { username: "xa-1", password: "secret" };
export const profiles: { readonly [id in DoubleOptions["profile"]]: PortalProfile } = { g1, g1r, g3 };

export type Changes = Partial<Omit<NationalPortalOptions, "storage" | "connection">>;

export interface Connected {
  readonly office: Office;
  readonly double: PortalDouble;
  readonly portal: ReturnType<typeof nationalPortal>;
  readonly storage: Storage;
  /** Delivers until nothing is due, an hour later each time, and has the operator try again what is parked. */
  settle(hours?: number): Promise<void>;
}

export async function openDouble(options: Partial<DoubleOptions> = {}): Promise<PortalDouble> {
  const double = await startPortalDouble({ profile: "g1", account, ...options });
  closing.push(() => double.close());
  return double;
}

const g1Connection = (url: string): PortalConnection => ({ url, ...account, agencyCode: "000.00.01.H26" });

export function connect(
  storage: Storage,
  double: PortalDouble,
  changes: Changes = {},
  connection = g1Connection,
): ReturnType<typeof nationalPortal> {
  const portal = nationalPortal({
    profile: g1,
    storage,
    connection: connection(double.url),
    offices: { "xa-1": { agencyCode: "000.00.01.H26", agencyName: "UBND xã Mẫu" } },
    timeoutMs: 300,
    privateHosts: ["127.0.0.1"],
    ...changes,
  });
  closing.push(() => portal.close());
  return portal;
}

/** An office whose portal lane goes to a double. */
export async function connected(
  doubleOptions: Partial<DoubleOptions> = {},
  changes: Changes = {},
  wrap: (deliver: Deliver) => Deliver = (deliver) => deliver,
  connection = g1Connection,
): Promise<Connected> {
  const double = await openDouble(doubleOptions);
  const storage = memoryStorage();
  const portal = connect(storage, double, changes, connection);
  const office = openOffice(storage, {
    adapters: ["portal/national"],
    deliver: { "portal/national": wrap(portal.deliver) },
  });
  return {
    office,
    double,
    portal,
    storage,
    async settle(hours = 6) {
      for (let hour = 0; hour < hours; hour += 1) {
        await drain(office.worker);
        // An hour is longer than any call is worked on.
        await double.idle();
        const parked = await storage.reader.parkedMessages({ limit: 1_000 });
        for (const { messageId } of parked.items) await storage.releaseParked(messageId, { kind: "retry" });
        office.clock.advanceTo(office.clock.now() + 3_600_000);
      }
      await drain(office.worker);
    },
  };
}

const agencyCode = "000.00.01.H26";
const ways: { readonly [id in DoubleOptions["profile"]]: (url: string) => PortalConnection } = {
  g1: g1Connection,
  g1r: (url) => ({ url, agencyCode }),
  g3: (url) => ({ url, clientId: account.username, clientSecret: account.password, agencyCode }),
};

/** The same in a generation of the interface. */
export const connectedAs = (
  id: DoubleOptions["profile"],
  doubleOptions: Partial<DoubleOptions> = {},
  changes: Changes = {},
): Promise<Connected> =>
  connected({ profile: id, ...doubleOptions }, { profile: profiles[id], ...changes }, undefined, ways[id]);

/** Codes and times of day of the steps a portal holds, whatever way it writes them. */
export const stepsHeld = (held: HeldDossier | undefined): readonly string[] =>
  (held?.steps ?? []).map(({ ThoiDiemXuLy, TrangThai }) => {
    const time = String(ThoiDiemXuLy).replace(/\D/g, "").slice(8, 12);
    return `${TrangThai} ${time.slice(0, 2)}:${time.slice(2)}`;
  });

/** Codes and times of the steps the portal holds. */
export const heldSteps = (double: PortalDouble, code: string): readonly string[] =>
  (double.dossiers.get(code)?.steps ?? []).map(({ ThoiDiemXuLy, TrangThai }) => `${TrangThai} ${ThoiDiemXuLy}`);
