import { claimedWake, commitOne, given, idsOf, wakesDue } from "./asking.ts";
import { asDossier, asOffice, t } from "./builders.ts";
import { check, pause, same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const dayMinutes = 24 * 60;
const shortLeaseMs = 20;
const parkedIds = async (storage: Parameters<typeof wakesDue>[0]): Promise<string[]> =>
  idsOf((await storage.reader.parkedWakes({ limit: 100 })).items);

export const wakeCases: readonly StorageCase[] = [
  {
    name: "a wake is never early, and due at its own instant",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(10) });
      same(await wakesDue(storage, t(10) - 1), [], "one millisecond before");
      const [wake] = await wakesDue(storage, t(10));
      same([wake?.dossierId, wake?.officeId, wake?.wakeAt], ["d-1", "office-1", t(10)], "the wake");
    },
  },
  {
    name: "due wakes come earliest first, then by id, up to the limit",
    run: async (h) => {
      const storage = await h.open();
      const due = { "d-c": 5, "d-B": 5, "d-a": 9, "d-10": 5, "d-9": 5, "d-later": 60, "d-first": 1 };
      await given(storage, ...Object.entries(due).map(([dossier, at]) => ({ dossier, wakeAt: t(at) })));
      same(idsOf(await wakesDue(storage, t(20), { limit: 4 })), ["d-first", "d-10", "d-9", "d-B"], "the first four");
      same(idsOf(await wakesDue(storage, t(20))), ["d-c", "d-a"], "the rest");
    },
  },
  {
    name: "wakes of every office are claimed",
    run: async (h) => {
      const storage = await h.open();
      await given(
        storage,
        { dossier: "d-1", office: "office-1", wakeAt: t(1) },
        { dossier: "d-2", office: "office-2", wakeAt: t(2) },
      );
      const wakes = await wakesDue(storage, t(5));
      same(
        wakes.map((wake) => wake.officeId),
        ["office-1", "office-2"],
        "both offices",
      );
    },
  },
  {
    name: "a commit replaces the wake of its dossier",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(10) }, { on: 1, wakeAt: t(50) });
      same(await wakesDue(storage, t(49)), [], "the old instant is gone");
      same(idsOf(await wakesDue(storage, t(50))), ["d-1"], "one row at the new instant");
      await given(storage, { on: 2, wakeAt: t(20) });
      same((await wakesDue(storage, t(20)))[0]?.wakeAt, t(20), "an earlier instant as well");
    },
  },
  {
    name: "a claimed wake names the version that set it",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { events: 3, wakeAt: t(10) });
      same((await wakesDue(storage, t(10)))[0]?.version, 3, "after the first commit");
      await given(storage, { on: 3, events: 2, wakeAt: t(10) });
      same((await wakesDue(storage, t(10)))[0]?.version, 5, "after another that set the same instant");
    },
  },
  {
    name: "a commit without a wake clears it",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(10) }, { on: 1, wakeAt: undefined });
      same(await wakesDue(storage, t(1000)), [], "nothing is due");
      same(await storage.nextDueAt(), undefined, "nothing to sleep for");
    },
  },
  {
    name: "a leased wake is not claimed again within its lease",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { dossier: "d-1", wakeAt: t(1) }, { dossier: "d-2", wakeAt: t(2) });
      same(idsOf(await wakesDue(storage, t(5), { limit: 1 })), ["d-1"], "the first claim");
      same(idsOf(await wakesDue(storage, t(5))), ["d-2"], "the second claim gets the other one");
      same(await wakesDue(storage, t(5)), [], "the third claim gets nothing");
    },
  },
  {
    name: "a wake is claimable again when its lease ran out, and the old token is worth nothing",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const [old] = await wakesDue(storage, t(5), { leaseMs: shortLeaseMs });
      await pause(3 * shortLeaseMs);
      const [fresh] = await wakesDue(storage, t(5));
      same([old?.dossierId, fresh?.dossierId], ["d-1", "d-1"], "claimed twice");
      same([old?.attempts, fresh?.attempts], [1, 2], "each claim counts");
      check(old?.token !== fresh?.token, "each claim has its own token");
      const retry = { kind: "retry", at: t(90), code: "late" } as const;
      same(await storage.settleWake(old?.token ?? "", retry), "lease_lost", "the zombie settles nothing");
      same(await storage.settleWake(fresh?.token ?? "", retry), "settled", "the holder settles");
    },
  },
  {
    name: "a commit of the dossier settles its wake, and frees the next one at once",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const wake = await claimedWake(storage, t(5));
      await given(storage, { on: 1, wakeAt: t(3) });
      same(
        await storage.settleWake(wake.token, { kind: "parked", code: "late" }),
        "lease_lost",
        "the old token names a wake that is gone",
      );
      const next = await claimedWake(storage, t(5));
      same([next.wakeAt, next.attempts], [t(3), 1], "the new wake is free and counted from the start");
      check(next.token !== wake.token, "it has its own token");
    },
  },
  {
    name: "a token does not fit a wake that came back after it was cleared",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const old = await claimedWake(storage, t(5));
      await given(storage, { on: 1, wakeAt: undefined }, { on: 2, wakeAt: t(2) });
      await claimedWake(storage, t(5));
      same(await storage.settleWake(old.token, { kind: "parked", code: "late" }), "lease_lost", "the old token");
      same(await parkedIds(storage), [], "nothing is parked");
    },
  },
  {
    name: "a refused commit leaves a claimed wake leased",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const wake = await claimedWake(storage, t(5));
      same((await commitOne(storage, { on: 9, wakeAt: t(2) })).kind, "version_conflict", "refused");
      same(await wakesDue(storage, t(5)), [], "still leased");
      same(await storage.settleWake(wake.token, { kind: "parked", code: "x" }), "settled", "and settled by its token");
    },
  },
  {
    name: "a retried wake is not due before its retry, and then is",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const wake = await claimedWake(storage, t(5));
      same(await storage.settleWake(wake.token, { kind: "retry", at: t(30), code: "busy" }), "settled", "settled");
      same(await wakesDue(storage, t(29)), [], "before the retry");
      const again = await claimedWake(storage, t(30));
      same([again.wakeAt, again.attempts], [t(1), 2], "the wake keeps its own instant and counts the claims");
      same(
        await storage.settleWake(wake.token, { kind: "retry", at: t(99), code: "x" }),
        "lease_lost",
        "a token settles once",
      );
    },
  },
  {
    name: "a parked wake is listed, not claimed, until it is released",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const wake = await claimedWake(storage, t(5));
      same(await storage.settleWake(wake.token, { kind: "parked", code: "calendar.horizon" }), "settled", "settled");
      const { items } = await storage.reader.parkedWakes({ limit: 10 });
      const listed = { dossierId: "d-1", officeId: "office-1", wakeAt: t(1), code: "calendar.horizon" };
      same(items, [listed], "the incident");
      same(await wakesDue(storage, t(9999)), [], "not claimed");
      same(await storage.nextDueAt(), undefined, "nobody sleeps for it");
      same(await storage.releaseWake(asDossier("d-1")), true, "released");
      same(await storage.releaseWake(asDossier("d-1")), false, "once only");
      same(idsOf(await wakesDue(storage, t(5))), ["d-1"], "due again");
      same(await parkedIds(storage), [], "no incident is left");
    },
  },
  {
    name: "a commit ends the incident of a parked wake",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(1) });
      const wake = await claimedWake(storage, t(5));
      await storage.settleWake(wake.token, { kind: "parked", code: "x" });
      await given(storage, { on: 1, wakeAt: t(2) });
      same(await parkedIds(storage), [], "no incident is left");
      same(idsOf(await wakesDue(storage, t(5))), ["d-1"], "the new wake is due");
    },
  },
  {
    name: "parked wakes are paged by id across offices",
    run: async (h) => {
      const storage = await h.open();
      for (const [i, dossier] of ["d-3", "d-1", "d-2"].entries())
        await given(storage, { dossier, office: `office-${i}`, wakeAt: t(1) });
      for (const wake of await wakesDue(storage, t(5)))
        await storage.settleWake(wake.token, { kind: "parked", code: "x" });
      const first = await storage.reader.parkedWakes({ limit: 2 });
      same(idsOf(first.items), ["d-1", "d-2"], "the first page");
      const second = await storage.reader.parkedWakes({ limit: 2, after: first.next ?? "" });
      same([idsOf(second.items), second.next], [["d-3"], undefined], "the last page");
    },
  },
  {
    name: "a wake far in the future is kept",
    run: async (h) => {
      const storage = await h.open();
      const years = t(40 * 366 * dayMinutes);
      await given(storage, { dossier: "d-1", wakeAt: t(400 * dayMinutes) }, { dossier: "d-2", wakeAt: years });
      for (let n = 0; n < 5; n++) same(await wakesDue(storage, t(399 * dayMinutes)), [], "not yet");
      same(idsOf(await wakesDue(storage, t(400 * dayMinutes))), ["d-1"], "after 400 days");
      same((await wakesDue(storage, years))[0]?.wakeAt, years, "after 40 years, to the millisecond");
    },
  },
  {
    name: "instants are kept to the millisecond, from before 1970 to the end of the calendar",
    run: async (h) => {
      const storage = await h.open();
      // The last instant of JavaScript's calendar; a whole number that a 64-bit column and a double both hold.
      const last = 8_640_000_000_000_000;
      const instants = [-86_400_001, 0, 2 ** 31, last - 1, last];
      for (const [i, at] of instants.entries())
        await given(storage, {
          dossier: `d-${i}`,
          wakeAt: at,
          outbox: [{ notBefore: at }],
          summary: { dueAt: at, receivedAt: at, endedAt: at },
        });
      const dueOnes = await wakesDue(storage, last);
      same(
        dueOnes.map((wake) => wake.wakeAt),
        instants,
        "the wakes",
      );
      const messages = await storage.claimOutbox({ dueThrough: last, leaseMs: 60_000, limit: 9 });
      same(
        messages.map((message) => message.notBefore),
        instants,
        "the messages",
      );
      const { items } = await storage.reader.list({ officeId: asOffice("office-1"), order: "due" }, { limit: 9 });
      same(
        items.map((row) => [row.dueAt, row.receivedAt, row.endedAt]),
        instants.map((at) => [at, at, at]),
        "the rows",
      );
    },
  },
  {
    name: "the next due instant is the earliest that can be claimed",
    run: async (h) => {
      const storage = await h.open();
      same(await storage.nextDueAt(), undefined, "an empty store");
      await given(storage, { dossier: "d-1", wakeAt: t(70) }, { dossier: "d-2", wakeAt: t(40) });
      same(await storage.nextDueAt(), t(40), "the earliest wake");
      await given(storage, { dossier: "d-3", outbox: [{ notBefore: t(20) }, { position: 2, notBefore: t(5) }] });
      same(await storage.nextDueAt(), t(20), "the head of a lane, not what waits behind it");
      same(await storage.nextDueAt(["portal", "sms"]), t(20), "of a lane that is served");
      same(await storage.nextDueAt(["sms"]), t(40), "not of a lane that somebody else serves");
      same(await storage.nextDueAt([]), t(40), "nor of any when none is served");
      same(
        (await storage.claimOutbox({ dueThrough: t(20), leaseMs: 60_000, limit: 9 })).length,
        1,
        "the head is leased",
      );
      same(await storage.nextDueAt(), t(40), "not what is leased");
      const wake = await claimedWake(storage, t(40));
      await storage.settleWake(wake.token, { kind: "retry", at: t(90), code: "x" });
      same(await storage.nextDueAt(), t(70), "a retry counts at its own instant");
    },
  },
];
