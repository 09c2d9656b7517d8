import { memoryStorage } from "@motcua/adapters/memory";
import { bodyHash, type CommandRequest, type DossierId, type Hash, type OfficeId, type Storage } from "@motcua/core";
import { beforeAll, describe, expect, it } from "vitest";
import { act, at, people, resolved } from "../dossier/kit.ts";
import { drain, type Office, openOffice, withFaults } from "../engine/engine-kit.ts";
import { type Arrived, type Attempt, checkHistory, type History, type HistoryFault } from "./history-checker.ts";

/** A short true history: two dossiers, timers, deliveries, a refusal, a duplicate, an unknown outcome. */
interface True {
  readonly storage: Storage;
  readonly history: History;
}

const officeId = "xa-1" as OfficeId;
let whole: True;

async function send(office: Office, dossier: string, command: string, body: object) {
  const request = { commandId: command, dossierId: dossier, officeId, by: people.desk, ...body } as CommandRequest;
  const answer = await office.engine.submit(request);
  const heard = answer.ok
    ? { kind: "acknowledged" as const, version: answer.value.version, duplicate: answer.value.duplicate }
    : { kind: "refused" as const, code: answer.error.code };
  const { commandId, dossierId } = request;
  return { commandId, dossierId, officeId, bodyHash: bodyHash(request), sendings: 1, heard: [heard] };
}

async function trueHistory(): Promise<True> {
  const storage = memoryStorage();
  const attempts: Attempt[] = [];
  const arrived: Arrived[] = [];
  const watched = withFaults(storage, {
    commit: (group) => {
      for (const { dossierId, commandId, head, outbox } of group)
        attempts.push({ dossierId, commandId, head, messageIds: outbox.map((message) => message.messageId) });
      return storage.commit(group);
    },
  });
  const deliver = async ({ messageId, dossierId, adapter, position, body }: Arrived) => {
    arrived.push({ messageId, dossierId, adapter, position, body });
    return undefined;
  };
  const office = openOffice(watched, {
    deliver: { citizen: deliver, desk: deliver, portal: deliver, agency: deliver },
  });
  const filed = {
    type: "submit",
    procedure: "1.001612",
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: "r",
  };
  const sent = [];
  for (const id of ["d1", "d2"]) {
    sent.push(await send(office, id, `${id}-file`, filed));
    sent.push(
      await send(office, id, `${id}-accept`, {
        type: "accept",
        resolved: { ...resolved, code: `H26.1-260820-000${id[1]}` },
      }),
    );
    sent.push(await send(office, id, `${id}-forward`, act("intake", "forward")));
  }
  sent.push(await send(office, "d1", "d1-wrong", act("intake", "forward")));
  office.clock.advanceTo(at("2026-08-26 08:00"));
  await drain(office.worker);
  return { storage, history: { sent, attempts, arrived } };
}

const rules = (faults: readonly HistoryFault[]): readonly string[] => [...new Set(faults.map((fault) => fault.rule))];
const found = async (history: Partial<History>, storage = whole.storage): Promise<readonly string[]> =>
  rules((await checkHistory(storage, { ...whole.history, ...history })).faults);
const sentBut = (commandId: string, change: object): History["sent"] =>
  whole.history.sent.map((one) => (one.commandId === commandId ? { ...one, ...change } : one));

describe("the checker of histories", () => {
  beforeAll(async () => {
    whole = await trueHistory();
  });

  it("finds nothing in a true one, and counts what it looked at", async () => {
    const report = await checkHistory(whole.storage, whole.history);
    expect(report.faults).toEqual([]);
    expect(report.dossiers).toBe(2);
    expect(report.commands).toBeGreaterThan(6);
    expect(report.messages).toBe(whole.history.arrived.length);
    expect(report.messages).toBeGreaterThan(4);
  });

  it.each<[string, () => Partial<History>, string]>([
    [
      "a command that was acknowledged and is not there",
      () => {
        const lost = { commandId: "gone", dossierId: "d1", officeId, bodyHash: "h" as Hash, sendings: 1 };
        const heard = [{ kind: "acknowledged", version: 9, duplicate: false }];
        return { sent: [...whole.history.sent, { ...lost, heard } as unknown as History["sent"][number]] };
      },
      "acknowledged command lost",
    ],
    [
      "another body under an id that was acknowledged",
      () => ({ sent: sentBut("d1-forward", { bodyHash: "other" }) }),
      "acknowledged command lost",
    ],
    [
      "an answer that names another version",
      () => ({ sent: sentBut("d1-forward", { heard: [{ kind: "acknowledged", version: 1, duplicate: false }] }) }),
      "acknowledged version differs",
    ],
    [
      "a refused command that took effect",
      () => ({ sent: sentBut("d1-forward", { heard: [{ kind: "refused", code: "x" }] }) }),
      "refused command took effect",
    ],
    [
      "a command nobody sent",
      () => ({ sent: whole.history.sent.filter((one) => one.commandId !== "d2-accept") }),
      "command invented",
    ],
    [
      "a message that its commit did not bring",
      () => ({
        attempts: whole.history.attempts?.map((one) => ({ ...one, messageIds: one.messageIds.slice(1) })) ?? [],
      }),
      "outbox incomplete",
    ],
    [
      "a message marked delivered that never arrived",
      () => ({ arrived: whole.history.arrived.slice(1) }),
      "delivery lost",
    ],
    [
      "messages that arrived in the wrong order",
      () => ({ arrived: whole.history.arrived.toReversed() }),
      "delivery out of order",
    ],
    [
      "a message that changed between two deliveries",
      () => ({
        arrived: [
          ...whole.history.arrived,
          ...whole.history.arrived.slice(0, 1).map((one) => ({ ...one, body: "{}" })),
        ],
      }),
      "delivery changed",
    ],
    [
      "a message that was never written",
      () => {
        const one = {
          messageId: "d1:desk:9",
          dossierId: "d1" as DossierId,
          adapter: "desk",
          position: 99_999,
          body: "{}",
        };
        return { arrived: [...whole.history.arrived, one] };
      },
      "delivery invented",
    ],
  ])("finds %s", async (_name, history, rule) => {
    expect(await found(history())).toContain(rule);
  });

  it("lets pass what may be: answers that never came, taken or not, and messages that came twice", async () => {
    const unknown = {
      commandId: "never-taken",
      dossierId: "d1",
      officeId,
      bodyHash: "h" as Hash,
      sendings: 2,
      heard: [],
    };
    const sent = [
      ...sentBut("d1-forward", { heard: [{ kind: "unknown" }] }),
      unknown as unknown as History["sent"][number],
    ];
    const [first] = whole.history.arrived;
    expect(await found({ sent, arrived: [...whole.history.arrived, ...(first === undefined ? [] : [first])] })).toEqual(
      [],
    );
  });

  type Event = Awaited<ReturnType<Storage["reader"]["history"]>>["items"][number];
  const retold = (change: (events: readonly Event[]) => readonly Event[]): Storage =>
    withFaults(whole.storage, {
      reader: {
        ...whole.storage.reader,
        history: async (id, page) => ({ items: [...change((await whole.storage.reader.history(id, page)).items)] }),
      },
    });

  it.each<[string, (events: readonly Event[]) => readonly Event[], string]>([
    ["an event that is missing", (events) => events.filter((event) => event.seq !== 3), "dossier damaged"],
    ["a tail that is cut off", (events) => events.slice(0, -1), "dossier damaged"],
    [
      "a rung that was taken twice",
      (events) => events.flatMap((event) => (event.type === "rung-taken" ? [event, event] : [event])),
      "rules broken",
    ],
    [
      "a rung that was taken early",
      (events) =>
        events.map((event) => {
          const early = event.bytes.replace(
            /"dueAt":(\d+)/,
            (_all, due: string) => `"dueAt":${Number(due) + 864_000_000}`,
          );
          return event.type === "rung-taken" ? { ...event, bytes: early } : event;
        }),
      "rules broken",
    ],
    [
      "a command whose events do not stand together",
      (events) => [...events.slice(0, 2), ...events.slice(-1), ...events.slice(2, -1)],
      "dossier damaged",
    ],
  ])("finds %s", async (_name, change, rule) => {
    expect(await found({}, retold(change))).toContain(rule);
  });

  it("finds a timer that is not armed, and messages that overtook each other", async () => {
    const { reader } = whole.storage;
    const asleep = withFaults(whole.storage, {
      reader: {
        ...reader,
        scan: async (page) => {
          const found = await reader.scan(page);
          return { ...found, items: found.items.map((row) => ({ ...row, wakeAt: undefined })) };
        },
      },
    });
    expect(await found({}, asleep)).toContain("wake not armed");
    const overtaken = withFaults(whole.storage, {
      reader: {
        ...reader,
        messages: async (id) =>
          (await reader.messages(id)).map((row, _place, rows) =>
            row === rows.find(({ adapter }) => adapter === "desk") ? { ...row, status: "pending" as const } : row,
          ),
      },
    });
    expect(await found({}, overtaken)).toContain("outbox out of order");
  });
});
