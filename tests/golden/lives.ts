import {
  AdapterError,
  type CommandRequest,
  type ContentDraft,
  createEngine,
  createWorker,
  type DossierId,
  must,
  type OfficeId,
  parseInstant,
  portalCodes,
  type Storage,
  verifyStorage,
} from "@motcua/core";
import { type SampleOffice, sampleOffice, type VirtualClock, virtualClock } from "@motcua/core/testing";
import { vietnamLaw } from "@motcua/core/vietnam";

export const instant = (text: string): number => must(mapError(parseInstant(`${text.replace(" ", "T")}:00+07:00`)));
const mapError = <T>(parsed: { ok: true; value: T } | { ok: false; error: { code: string } }) =>
  parsed.ok ? parsed : { ok: false as const, error: parsed.error.code };

/** What the lives below leave behind; the file is compared with it for ever. */
export interface GoldenRecord {
  readonly anchor: string;
  readonly dossiers: number;
  readonly events: number;
  readonly heads: { readonly [dossier: string]: string };
  /** Live dossiers of the office by due day, as a desk reads them. */
  readonly inbox: readonly string[];
  readonly parkedWakes: readonly string[];
  readonly parkedMessages: readonly string[];
}

const household = "1.001612";
const why = (code: string) => ({ code });

/** The clock of the lives: where a storage's own leases can follow it, they do. */
/** The first command of all, word for word. */
export const firstCommand = ({ envelope, person }: Pick<SampleOffice, "envelope" | "person">): CommandRequest =>
  ({
    ...envelope("at-intake", person("one-stop", "one-stop-officer")),
    commandId: "c1",
    type: "submit",
    procedure: "1.001612",
    channel: "counter",
    caseId: "general",
    facts: {},
    intakeRef: "at-intake",
    applicant: { contentId: "at-intake:applicant", version: 1 },
  }) as unknown as CommandRequest;

export const goldenClock = (): VirtualClock => virtualClock(instant("2026-08-17 08:00"));

/** Lives of a dozen dossiers in one August, through the public API, the same at every run and on every storage. */
export async function liveOn(storage: Storage, clock: VirtualClock): Promise<void> {
  // Ids and numbers count up from the beginning in every database.
  const { officeId, person, envelope, directory, numbering } = sampleOffice("xa-mau");
  const other = sampleOffice("xa-khac");
  const desk = person("one-stop", "one-stop-officer");
  const officer = person("economic", "officer");
  const head = person("economic", "unit-head");
  const signer = person("leadership", "leader");
  const engine = createEngine({
    storage,
    clock,
    law: vietnamLaw(),
    adapters: ["citizen", "portal"],
    directory,
    numbering,
  });
  const worker = createWorker({
    engine,
    storage,
    clock,
    directory,
    deliver: {
      citizen: async (message) => ({ providerRef: `ref:${message.messageId}` }),
      portal: async (message) => {
        if (!message.dossierId.endsWith("refused-by-portal")) return undefined;
        // That it was handed in is taken; older releases did not tell it.
        if ((JSON.parse(message.body) as { readonly status?: number }).status === portalCodes.submitted)
          return undefined;
        throw new AdapterError("portal.refused", "The portal refuses this record.", { retry: "operator" });
      },
    },
  });
  const send = async (dossier: string, by: typeof desk, what: object, content: readonly ContentDraft[] = []) => {
    const request = { ...envelope(dossier, by), ...what } as unknown as CommandRequest;
    const answer = await engine.submit(request, content);
    if (!answer.ok) throw new TypeError(`${dossier}: ${answer.error.code}, ${answer.error.text.en}`);
  };
  const receive = async (dossier: string, facts: object = {}) => {
    const applicant = { contentId: `${dossier}:applicant`, version: 1 };
    await send(
      dossier,
      desk,
      {
        type: "submit",
        procedure: household,
        channel: "counter",
        caseId: "general",
        facts: {},
        intakeRef: dossier,
        applicant,
        ...facts,
      },
      [{ ...applicant, kind: "applicant", body: { name: `Nguyễn Thị Đào, ${dossier}` }, searchText: "Nguyễn Thị Đào" }],
    );
  };
  const accept = async (dossier: string) => {
    await receive(dossier);
    await send(dossier, desk, { type: "accept" });
  };
  const forward = async (dossier: string) => {
    await accept(dossier);
    await send(dossier, desk, { type: "act", step: "intake", action: "forward" });
  };
  const finish = async (dossier: string) => {
    await send(dossier, officer, { type: "act", step: "officer", action: "submit" });
    await send(dossier, head, { type: "act", step: "leader", action: "approve" });
    await send(dossier, desk, { type: "act", step: "return", action: "handOver" });
  };
  const passUntil = async (text: string) => {
    const until = instant(text);
    for (let next = await storage.nextDueAt(); next !== undefined && next <= until; next = await storage.nextDueAt()) {
      clock.advanceTo(Math.max(clock.now(), next));
      const done = await worker.tick();
      if (done.wakes + done.messages === 0) break;
    }
    clock.advanceTo(until);
    await worker.tick();
  };

  await receive("at-intake");
  await receive("refused-at-intake");
  await send("refused-at-intake", desk, { type: "refuse-intake", reason: why("not-competent") });
  for (const dossier of ["on-time", "late-with-apology", "supplement-open", "supplemented", "refused-by-portal"])
    await forward(dossier);
  await accept("withdrawn");
  await forward("erased");
  await passUntil("2026-08-18 09:00");
  await send("on-time", head, { type: "assign", person: officer.person });
  for (const dossier of ["on-time", "refused-by-portal"]) await finish(dossier);
  await send("withdrawn", desk, { type: "withdraw" });
  for (const dossier of ["supplement-open", "supplemented"])
    await send(dossier, officer, { type: "request-supplement", reason: why("missing-paper") });
  await storage.eraseContent("erased" as DossierId);
  await passUntil("2026-08-19 10:00");
  await send("supplemented", desk, { type: "receive-supplement", complete: true });
  await send("late-with-apology", head, {
    type: "answer-on-time",
    answer: "will-be-late",
    reason: why("overload"),
    newDate: "2026-08-24",
  });
  await send("late-with-apology", officer, { type: "draft-apology", apologyId: "apology:1", reason: why("overload") });
  await send("late-with-apology", signer, { type: "sign-apology", apologyId: "apology:1" });
  await send("late-with-apology", officer, { type: "send-apology", apologyId: "apology:1" });
  await send("late-with-apology", desk, { type: "reschedule", apologyId: "apology:1" });
  await passUntil("2026-08-24 09:00");
  await finish("late-with-apology");
  await finish("supplemented");
  await forward("to-be-continued");
  await forward("parked-wake");
  const abroad = { ...other.envelope("other-office", other.person("one-stop", "one-stop-officer")), type: "submit" };
  await send("other-office", desk, {
    ...abroad,
    procedure: household,
    channel: "online",
    caseId: "general",
    facts: {},
    intakeRef: "other-office",
  });
  for (const wake of await storage.claimWakes({ dueThrough: instant("2026-09-30 00:00"), leaseMs: 1, limit: 1000 })) {
    if (wake.dossierId === "parked-wake")
      await storage.settleWake(wake.token, { kind: "parked", code: "calendar.horizon" });
    else await storage.settleWake(wake.token, { kind: "retry", at: wake.wakeAt, code: "adapter.failed" });
  }
  await storage.writeHostRecord(officeId, "position", '{"at":"2026-08-24"}');
  await engine.close();
}

/** The same questions, asked of any storage. */
export async function recordOf(storage: Storage): Promise<GoldenRecord> {
  const officeId = "xa-mau" as OfficeId;
  const { damages, ...verified } = await verifyStorage(storage);
  if (damages.length > 0) throw new TypeError(JSON.stringify(damages));
  const { reader } = storage;
  const live = await reader.list({ officeId, order: "due" }, { limit: 1000 });
  const scanned = await reader.scan({ limit: 1000 });
  return {
    ...verified,
    heads: Object.fromEntries(scanned.items.map((row) => [row.dossierId, `${row.version}:${row.head}`])),
    inbox: live.items
      .filter((row) => row.phase !== "ended")
      .map((row) => [row.dossierId, row.phase, row.stepId, row.code, row.promiseOn, row.holderUnit].join(" ")),
    parkedWakes: (await reader.parkedWakes({ limit: 1000 })).items.map((row) => `${row.dossierId} ${row.code}`),
    parkedMessages: (await reader.parkedMessages({ limit: 1000 })).items.map((row) => `${row.messageId} ${row.code}`),
  };
}
