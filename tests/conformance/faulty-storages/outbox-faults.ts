import { type Fault, patched } from "./fault.ts";

/** Faults in lanes and the delivery of messages. */
export const outboxFaults: readonly Fault[] = [
  {
    name: "lane head ignored",
    make: patched((good) => {
      // Each message a lane of its own.
      const apart = (adapter: string, position: number) => `${adapter}#${position}`;
      const together = (adapter: string) => adapter.split("#")[0] ?? adapter;
      return {
        commit: (group) =>
          good.commit(
            group.map((commit) => ({
              ...commit,
              outbox: commit.outbox.map((m) => ({ ...m, adapter: apart(m.adapter, m.position) })),
            })),
          ),
        claimOutbox: async ({ adapters, ...claim }) => {
          const wanted = adapters?.flatMap((adapter) => [1, 2, 3, 4, 5].map((position) => apart(adapter, position)));
          const rows = await good.claimOutbox(wanted === undefined ? claim : { ...claim, adapters: wanted });
          return rows.map((row) => ({ ...row, adapter: together(row.adapter) }));
        },
        reader: {
          ...good.reader,
          messages: async (id) =>
            (await good.reader.messages(id)).map((row) => ({ ...row, adapter: together(row.adapter) })),
        },
      };
    }),
    caught: [
      "only the head of a lane is claimed, in order of position",
      "a parked head holds its own lane and no other",
      "a retried message is not due before its retry, and holds its lane",
    ],
    alsoCaught: [
      "gauges tell what is open, due, waiting and parked, over all offices",
      "a lane takes up again after everything was delivered",
      "a message put off afresh is counted from the start",
      "lanes are apart: another adapter or dossier is not held",
      "an operator skips a parked message with a reason, and the lane moves on",
      "a token settles once",
      "the next due instant is the earliest that can be claimed",
      "messages tell their delivery in order of the lanes",
    ],
  },
  {
    name: "parked head skipped",
    make: patched((good) => ({
      settleOutbox: async (token, result) => {
        if (result.kind !== "parked") return good.settleOutbox(token, result);
        const settled = await good.settleOutbox(token, result);
        const { items } = await good.reader.parkedMessages({ limit: 1000 });
        for (const { messageId } of items) await good.releaseParked(messageId, { kind: "skip", reason: result.code });
        return settled;
      },
    })),
    caught: ["a parked head holds its own lane and no other"],
    alsoCaught: [
      "an operator releases a parked message to be tried again",
      "an operator skips a parked message with a reason, and the lane moves on",
      "parked messages are listed across dossiers by id",
      "gauges tell what is open, due, waiting and parked, over all offices",
      "messages tell their delivery in order of the lanes",
    ],
  },
  {
    name: "lease token not fenced",
    make: patched((good) => {
      const latest = new Map<string, string>();
      const blunt = (messageId: string, token: string) => {
        latest.set(messageId, token);
        return messageId;
      };
      return {
        claimOutbox: async (claim) =>
          (await good.claimOutbox(claim)).map((row) => ({ ...row, token: blunt(row.messageId, row.token) })),
        settleOutbox: (token, result) => good.settleOutbox(latest.get(token) ?? token, result),
      };
    }),
    caught: ["a message whose lease ran out is claimed again, and the old token settles nothing"],
    alsoCaught: [
      "an operator releases a parked message to be tried again",
      "a message put off afresh is counted from the start",
    ],
  },
  {
    name: "attempts go on for ever",
    make: patched((good) => ({
      settleOutbox: (token, result) =>
        good.settleOutbox(token, result.kind === "retry" ? ({ ...result, afresh: undefined } as never) : result),
    })),
    caught: ["a message put off afresh is counted from the start"],
  },
  {
    name: "sleeps for lanes that others serve",
    make: patched((good) => ({ nextDueAt: () => good.nextDueAt() })),
    caught: ["the next due instant is the earliest that can be claimed"],
  },
];
