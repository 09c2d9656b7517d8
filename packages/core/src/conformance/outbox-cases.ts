import { claimedMessage, claimedWake, given, messagesDue, messagesOf, positionsOf } from "./asking.ts";
import { t } from "./builders.ts";
import { check, pause, present, same } from "./check.ts";
import type { StorageCase } from "./storage-case.ts";

const two = [{ position: 1 }, { position: 2 }];
const delivered = { kind: "delivered" } as const;
const shortLeaseMs = 20;

export const outboxCases: readonly StorageCase[] = [
  {
    name: "a message is claimed as it was written",
    run: async (h) => {
      const storage = await h.open();
      const [commit] = await given(storage, { outbox: [{ notBefore: t(3) }] });
      const [claimed] = await messagesDue(storage, t(3));
      const { token, attempts, ...message } = present(claimed, "the message");
      same(message, commit?.outbox[0], "the message");
      check(token !== "", "it has a token");
      same(attempts, 1, "it was claimed once");
    },
  },
  {
    name: "a message is not claimed before its instant",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: [{ notBefore: t(3) }] });
      same(await messagesDue(storage, t(3) - 1), [], "one millisecond before");
      same((await messagesDue(storage, t(3))).length, 1, "at the instant");
    },
  },
  {
    name: "only the head of a lane is claimed, in order of position",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two }, { on: 1, outbox: [{ position: 3 }] });
      for (const position of [1, 2, 3]) {
        const claimed = await messagesDue(storage);
        same(positionsOf(claimed), [`d-1/portal/${position}`], "the head alone");
        same(await messagesDue(storage), [], "nothing else while it is leased");
        same(await storage.settleOutbox(claimed[0]?.token ?? "", delivered), "settled", "delivered");
      }
      same(await messagesDue(storage, t(9999)), [], "the lane is empty");
    },
  },
  {
    name: "a lane takes up again after everything was delivered",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: [{ position: 1 }] });
      await storage.settleOutbox((await claimedMessage(storage)).token, delivered);
      await given(storage, { on: 1, outbox: [{ position: 2 }, { position: 5 }] });
      same(positionsOf(await messagesDue(storage)), ["d-1/portal/2"], "the next message is the head");
    },
  },
  {
    name: "lanes are apart: another adapter or dossier is not held",
    run: async (h) => {
      const storage = await h.open();
      await given(
        storage,
        { outbox: [...two, { adapter: "sms" }] },
        { dossier: "d-2", office: "office-2", outbox: two },
      );
      const first = await messagesDue(storage);
      same(positionsOf(first), ["d-1/portal/1", "d-1/sms/1", "d-2/portal/1"], "three heads");
      const held = present(
        first.find((message) => message.adapter === "portal" && message.dossierId === "d-1"),
        "the head",
      );
      await storage.settleOutbox(held.token, { kind: "retry", at: t(60), code: "timeout" });
      const sms = present(
        first.find((message) => message.adapter === "sms"),
        "the other lane",
      );
      same(await storage.settleOutbox(sms.token, delivered), "settled", "the other lane moves");
      same(await messagesDue(storage, t(59)), [], "the held lane waits alone");
    },
  },
  {
    name: "claims can be kept to some adapters",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, {
        outbox: [{ adapter: "citizen" }, { adapter: "citizen/sms" }, { adapter: "citizen/email" }],
      });
      const some = await messagesDue(storage, t(0), { adapters: ["citizen/sms", "citizen/email", "unknown"] });
      same(positionsOf(some), ["d-1/citizen/email/1", "d-1/citizen/sms/1"], "those asked for");
      same(await messagesDue(storage, t(0), { adapters: [] }), [], "none asked for");
      same(
        positionsOf(await messagesDue(storage)),
        ["d-1/citizen/1"],
        "the rest: an audience is a lane beside its channels",
      );
    },
  },
  {
    name: "a claim keeps to its limit",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, ...["d-1", "d-2", "d-3"].map((dossier) => ({ dossier, outbox: [{}] })));
      same((await messagesDue(storage, t(0), { limit: 2 })).length, 2, "two of three");
      same((await messagesDue(storage)).length, 1, "the third");
    },
  },
  {
    name: "a retried message is not due before its retry, and holds its lane",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two });
      const { token } = await claimedMessage(storage);
      same(await storage.settleOutbox(token, { kind: "retry", at: t(30), code: "timeout" }), "settled", "settled");
      same(await messagesDue(storage, t(29)), [], "before the retry, nor what is behind it");
      const again = await claimedMessage(storage, t(30));
      same([again.position, again.attempts], [1, 2], "the same message, counted");
    },
  },
  {
    name: "a message put off afresh is counted from the start",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two });
      const first = await claimedMessage(storage);
      await storage.settleOutbox(first.token, { kind: "retry", at: t(10), code: "timeout" });
      const { token } = await claimedMessage(storage, t(10));
      const afresh = { kind: "retry", at: t(30), code: "pending", afresh: true } as const;
      same(await storage.settleOutbox(first.token, afresh), "lease_lost", "the old token is worth nothing");
      same(await storage.settleOutbox(token, afresh), "settled", "settled");
      same(await storage.settleOutbox(token, afresh), "lease_lost", "once only");
      same(await messagesDue(storage, t(29)), [], "before its instant, nor what is behind it");
      const again = await claimedMessage(storage, t(30));
      same([again.position, again.attempts], [1, 1], "the same message, counted from the start");
      same((await messagesOf(storage))[0]?.code, "pending", "its code");
    },
  },
  {
    name: "a parked head holds its own lane and no other",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: [...two, { adapter: "sms" }] }, { dossier: "d-2", outbox: [{}] });
      const claimed = await messagesDue(storage);
      for (const { token, adapter, dossierId } of claimed) {
        const park = dossierId === "d-1" && adapter === "portal";
        await storage.settleOutbox(token, park ? { kind: "parked", code: "portal.refused" } : delivered);
      }
      same(await messagesDue(storage, t(9999)), [], "the lane is held");
      same(await storage.nextDueAt(), undefined, "nobody sleeps for it");
      await given(storage, { on: 1, outbox: [{ position: 3 }, { adapter: "sms", position: 2 }] });
      same(positionsOf(await messagesDue(storage)), ["d-1/sms/2"], "later messages of the lane wait as well");
    },
  },
  {
    name: "an operator releases a parked message to be tried again",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two });
      const { token, messageId } = await claimedMessage(storage);
      await storage.settleOutbox(token, { kind: "parked", code: "portal.refused" });
      same(await storage.releaseParked(messageId, { kind: "retry" }), true, "released");
      same(await storage.releaseParked(messageId, { kind: "retry" }), false, "once only");
      const again = await claimedMessage(storage);
      same([again.messageId, again.attempts], [messageId, 1], "the same message, counted from the start");
      same(await storage.settleOutbox(token, delivered), "lease_lost", "the old token is worth nothing");
    },
  },
  {
    name: "an operator skips a parked message with a reason, and the lane moves on",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two });
      const { token, messageId } = await claimedMessage(storage);
      await storage.settleOutbox(token, { kind: "parked", code: "portal.refused" });
      same(await storage.releaseParked(messageId, { kind: "skip", reason: "sent_by_hand" }), true, "skipped");
      same(positionsOf(await messagesDue(storage)), ["d-1/portal/2"], "the next message");
      const [first] = await messagesOf(storage);
      same([first?.status, first?.code], ["skipped", "sent_by_hand"], "the reason is kept");
    },
  },
  {
    name: "only a parked message can be released",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: [{}] });
      const { token, messageId } = await claimedMessage(storage);
      same(await storage.releaseParked(messageId, { kind: "skip", reason: "x" }), false, "a pending one");
      await storage.settleOutbox(token, delivered);
      same(await storage.releaseParked(messageId, { kind: "retry" }), false, "a delivered one");
      same(await storage.releaseParked("unknown", { kind: "retry" }), false, "an unknown one");
    },
  },
  {
    name: "parked messages are listed across dossiers by id",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, ...["d-2", "d-3", "d-1"].map((dossier) => ({ dossier, outbox: [{ id: `m-${dossier}` }] })));
      for (const message of await messagesDue(storage))
        await storage.settleOutbox(message.token, { kind: "parked", code: `no-${message.dossierId}` });
      const first = await storage.reader.parkedMessages({ limit: 2 });
      const second = await storage.reader.parkedMessages({ limit: 2, after: first.next ?? "" });
      const listed = [...first.items, ...second.items];
      same(
        listed.map(({ messageId, status, code }) => [messageId, status, code]),
        ["d-1", "d-2", "d-3"].map((dossier) => [`m-${dossier}`, "parked", `no-${dossier}`]),
        "the list",
      );
      same(second.next, undefined, "the last page");
    },
  },
  {
    name: "a message whose lease ran out is claimed again, and the old token settles nothing",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two });
      const [old] = await messagesDue(storage, t(0), { leaseMs: shortLeaseMs });
      await pause(3 * shortLeaseMs);
      const fresh = await claimedMessage(storage);
      same([fresh.messageId, fresh.attempts], [old?.messageId, 2], "the same message");
      for (const result of [delivered, { kind: "parked", code: "x" }, { kind: "retry", at: t(9), code: "x" }] as const)
        same(await storage.settleOutbox(old?.token ?? "", result), "lease_lost", `the zombie's ${result.kind}`);
      same((await messagesOf(storage))[0]?.status, "pending", "nothing changed");
      same(await storage.settleOutbox(fresh.token, delivered), "settled", "the holder settles");
    },
  },
  {
    name: "a token settles once",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: two });
      const { token } = await claimedMessage(storage);
      same(await storage.settleOutbox(token, delivered), "settled", "the first time");
      same(await storage.settleOutbox(token, delivered), "lease_lost", "the second time");
      same(await storage.settleOutbox("no such token", delivered), "lease_lost", "a token of nobody");
      same(positionsOf(await messagesDue(storage)), ["d-1/portal/2"], "the lane moved one place");
    },
  },
  {
    name: "the token of a wake settles no message, nor the other way round",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { wakeAt: t(0), outbox: [{}] });
      const message = await claimedMessage(storage);
      const wake = await claimedWake(storage, t(0));
      same(await storage.settleOutbox(wake.token, delivered), "lease_lost", "a wake's token at the outbox");
      const retry = { kind: "retry", at: t(9), code: "x" } as const;
      same(await storage.settleWake(message.token, retry), "lease_lost", "a message's token at the wakes");
      same(await storage.settleOutbox(message.token, delivered), "settled", "each at its own door");
      same(await storage.settleWake(wake.token, retry), "settled", "each at its own door");
    },
  },
  {
    name: "a lease that ran out and was not claimed again can still be settled or is lost, but never both",
    run: async (h) => {
      const storage = await h.open();
      await given(storage, { outbox: [{}] });
      const [message] = await messagesDue(storage, t(0), { leaseMs: shortLeaseMs });
      await pause(3 * shortLeaseMs);
      const settled = await storage.settleOutbox(message?.token ?? "", delivered);
      const status = (await messagesOf(storage))[0]?.status;
      same(status, settled === "settled" ? "delivered" : "pending", "the row says what was answered");
    },
  },
  {
    name: "messages tell their delivery in order of the lanes",
    run: async (h) => {
      const storage = await h.open();
      await given(
        storage,
        { outbox: [...two, { position: 3 }, { adapter: "email" }] },
        { dossier: "d-2", outbox: [{}] },
      );
      await storage.settleOutbox((await messagesDue(storage, t(0), { adapters: ["email"] }))[0]?.token ?? "", {
        kind: "delivered",
        providerRef: "ref-1",
      });
      const portal = { adapters: ["portal"] };
      const head = async () =>
        present(
          (await messagesDue(storage, t(0), portal)).find((m) => m.dossierId === "d-1"),
          "a head",
        );
      await storage.settleOutbox((await head()).token, delivered);
      await storage.settleOutbox((await head()).token, { kind: "parked", code: "portal.refused" });
      const rows = await messagesOf(storage);
      same(
        rows.map(({ adapter, position, status, attempts, code }) => [adapter, position, status, attempts, code]),
        [
          ["email", 1, "delivered", 1, undefined],
          ["portal", 1, "delivered", 1, undefined],
          ["portal", 2, "parked", 1, "portal.refused"],
          ["portal", 3, "pending", 0, undefined],
        ],
        "the rows",
      );
      same(await messagesOf(storage, "d-none"), [], "an unknown dossier has none");
    },
  },
];
