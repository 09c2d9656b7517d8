import {
  type Actor,
  type CommandRequest,
  createInbox,
  type Deliver,
  type DossierId,
  type DossierState,
  dossierId,
  memberOffice,
  must,
  type OutboxMessage,
  ok,
  type StoredEvent,
  trackLedgers,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { vietnamInterlinked, vietnamLaw, vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { renderStory, storyOf } from "../../packages/cli/src/dossier/story.ts";
import { act, actor, at, type Body, clockText, people, resolved, why } from "../dossier/kit.ts";
import { drain, type Office, openOffice, storages } from "./engine-kit.ts";

const groups = ["3.000722", "2.002913"].flatMap((code) => vietnamInterlinked(code) ?? []);
const law = vietnamLaw({ procedures: [...vietnamProcedures(), ...groups] });

const agency: { readonly [unit: string]: Actor } = {
  justice: people.justice,
  police: actor("khoa", "police", "unit-head", "officer"),
  insurance: actor("bao", "insurance", "officer"),
};
const police = "ca-xa-1" as never;
const clerk = actor("one-stop", "one-stop", "one-stop-officer");

/** Birth and police live as dossiers of their own, insurance answers by hand. */
const postsOf = (home: string) => ({
  justice: {
    officeId: home as never,
    filedBy: clerk,
    answersAs: agency.justice as Actor,
    procedures: { birth: { procedure: "1.001193", caseId: "general" } },
  },
  police: {
    officeId: police,
    filedBy: clerk,
    answersAs: agency.police as Actor,
    procedures: {
      residence: { procedure: "1.004222", caseId: "general" },
      identity: { procedure: "1.014062", caseId: "general" },
      removal: { procedure: "1.003197", caseId: "general" },
    },
  },
});

interface Town extends Office {
  readonly messages: OutboxMessage[];
  state(dossier: string): Promise<DossierState>;
  /** The clock goes on by two hours at a time, and the worker does what is due. */
  runTo(text: string): Promise<void>;
  /** Takes a member's own dossier from intake to its result. */
  accept1(dossier: string): Promise<void>;
  take(dossier: string, by: Actor, body: Body): Promise<void>;
  finish(dossier: string, more?: object): Promise<void>;
}

function town(open: () => ReturnType<(typeof storages)[number]["open"]>, start: string): Town {
  const messages: OutboxMessage[] = [];
  const lanes: { current: ReturnType<typeof memberOffice> | undefined } = { current: undefined };
  const served = <L extends "agency/members" | "citizen/members">(lane: L) =>
    ((message, call) => {
      messages.push(message);
      if (lanes.current === undefined) throw new Error("not open yet");
      return lanes.current[lane](message, call);
    }) satisfies ReturnType<typeof memberOffice>[L];
  const deliver = {
    "agency/members": served("agency/members"),
    "citizen/members": served("citizen/members"),
  };
  const office = openOffice(open(), { start, law, deliver, adapters: ["agency/members", "citizen/members"] });
  lanes.current = memberOffice({ groups: office.engine, members: office.engine, posts: postsOf("xa-1") });
  return Object.assign(office, membersAtWork(office), { messages });
}

function membersAtWork(office: Office) {
  const { engine, clock } = office;
  let commands = 0;
  const state = async (dossier: string): Promise<DossierState> => {
    const view = await engine.read(dossier as DossierId);
    if (view === undefined) throw new Error(`no dossier ${dossier}`);
    return view.state;
  };
  const take = async (dossier: string, by: Actor, body: Body): Promise<void> => {
    commands += 1;
    const { officeId } = await state(dossier);
    const code = `H26.9-260820-${String(1000 + commands)}`;
    const envelope = { commandId: `m${commands}`, dossierId: dossier, officeId, by, resolved: { ...resolved, code } };
    const answer = await engine.submit({ ...envelope, ...body } as unknown as CommandRequest);
    if (!answer.ok) throw new Error(`${body.type} on ${dossier}: ${answer.error.code} ${answer.error.text.en}`);
  };
  return {
    state,
    take,
    accept1: (dossier: string) => take(dossier, people.desk, { type: "accept" }),
    async finish(dossier: string, more: object = {}): Promise<void> {
      for (let steps = 0; steps < 10; steps += 1) {
        const { task, resolvedAt, procedure } = await state(dossier);
        const definition = law.procedures.find(({ code }) => code === procedure);
        const step = definition?.steps.find(({ id }) => id === task?.step);
        if (resolvedAt !== undefined || task === undefined || step === undefined) return;
        const by = actor(`at-${step.id}`, task.unit, step.role);
        await take(dossier, by, { ...act(step.id, step.actions[0]?.id ?? ""), ...more });
      }
    },
    async runTo(text: string): Promise<void> {
      const until = at(text);
      while (clock.now() < until) {
        clock.advanceTo(Math.min(until, clock.now() + 2 * 3_600_000));
        await drain(office.worker);
      }
      await drain(office.worker);
    },
  };
}

const filing = (procedure: string, facts: object = {}, channel = "online"): Body => ({
  type: "submit",
  procedure,
  channel,
  caseId: "general",
  facts,
  intakeRef: "r1",
});

async function passOn(office: Office, procedure: string, facts: object = {}): Promise<void> {
  await office.good("g1", people.desk, filing(procedure, facts));
  await office.good("g1", people.desk, { type: "accept" });
  await office.good("g1", people.desk, act("intake", "forward"));
  await drain(office.worker);
}

const eventsOf = (history: readonly StoredEvent[]) => history.map(({ bytes }) => JSON.parse(bytes));

describe.each(storages)("interlinked groups on $name", ({ open }) => {
  it("birth: members live in their agencies' offices, one is late, and ledger and apology name it", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    expect((await t.state("g1~birth~1")).procedure).toBe("1.001193");

    await t.accept1("g1~birth~1");
    await t.finish("g1~birth~1");
    await drain(t.worker);
    const afterBirth = await t.state("g1");
    expect(afterBirth.members?.birth).toMatchObject({ status: "granted", verdict: "on-time" });
    expect(afterBirth.members?.birth?.code).toMatch(/^H26\.9/);
    expect(afterBirth.members?.residence?.status).toBe("requested");

    await t.good("g1", agency.insurance as Actor, { type: "accept-member", member: "insurance" });
    await t.good("g1", agency.insurance as Actor, { type: "grant-member", member: "insurance" });
    await t.accept1("g1~residence~1");
    // Seven working days pass, and three more.
    await t.runTo("2026-08-28 10:00");
    await t.finish("g1~residence~1");
    await drain(t.worker);
    expect((await t.state("g1")).members?.residence).toMatchObject({ status: "granted", verdict: "late", daysOver: 3 });

    const owed = (await t.state("g1")).apologies.at(-1);
    expect(owed).toMatchObject({
      cause: "member-late",
      answerable: [{ member: "residence", unit: "police" }],
      apologises: "police",
    });
    await t.runTo("2026-09-10 08:00");
    await t.accept1("g1~identity~1");
    await t.finish("g1~identity~1");
    await drain(t.worker);

    const end = await t.state("g1");
    expect(end).toMatchObject({ outcome: "granted", verdict: "late" });
    const residence = trackLedgers(end).find(({ member }) => member === "residence");
    // 17 August 09:00 to 28 August 10:00: ten opening days and an hour, all of them the police's.
    expect(residence).toMatchObject({ verdict: "late", booked: { "police/khoa": (10 * 8 + 1) * 3_600_000 } });
    const types = eventsOf(await t.history("g1")).map(({ type }) => type);
    expect(types.filter((type) => type === "member-late")).toHaveLength(1);
    expect(t.incidents).toEqual([]);
    const [stored] = await t.storage.load(["g1" as DossierId]);
    if (stored === undefined) throw new Error("no dossier");
    const told = renderStory(await storyOf(t.storage, { stored, state: end }));
    expect(told).toMatch(/Đăng ký thường trú .*\[police H26\.9\S+\]: đã có kết quả .*quá hạn \/ late \(\+3\)/);
    expect(told).toContain("  81:00  police/khoa");
    expect(told).toContain("apology owed: member-late, residence (police)");
    expect(t.messages.filter(({ body }) => /Nguyễn|applicant/.test(body))).toEqual([]);
  });

  it("death: by hand and in an office, partly granted when the benefit is refused", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "2.002913", { insured: true });
    await t.good("g1", agency.justice as Actor, { type: "accept-member", member: "death" });
    await t.good("g1", agency.justice as Actor, { type: "grant-member", member: "death" });
    await drain(t.worker);
    await t.accept1("g1~removal~1");
    await t.finish("g1~removal~1");
    await drain(t.worker);
    await t.good("g1", agency.insurance as Actor, { type: "accept-member", member: "survivor" });
    await t.good("g1", agency.insurance as Actor, { type: "refuse-member", member: "survivor", reason: why("paid") });
    expect(await t.state("g1")).toMatchObject({ outcome: "partly-granted", verdict: "early" });
    await t.good("g1", people.desk, act("return", "handOver"));
    expect((await t.state("g1")).endedAt).toBe(t.clock.now());
  });

  it("a message delivered again opens nothing again; what the group has gone on from is skipped", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    const request = t.messages.find(({ kind }) => kind === "member-requested");
    if (request === undefined) throw new Error("nobody was asked");
    const lanes = memberOffice({ groups: t.engine, members: t.engine, posts: postsOf("xa-1") });
    const call = { idempotencyKey: "k", signal: new AbortController().signal };
    const version = (await t.state("g1~birth~1")).version;
    await expect(lanes["agency/members"](request, call)).resolves.toBeUndefined();
    expect((await t.state("g1~birth~1")).version).toBe(version);
    await t.accept1("g1~birth~1");
    await t.good("g1", people.citizen, { type: "withdraw" });
    await drain(t.worker);
    expect((await t.state("g1~birth~1")).outcome).toBe("withdrawn");
    const accepted = t.messages.find(({ kind, dossierId }) => kind === "accepted" && dossierId === "g1~birth~1");
    expect(accepted).toBeDefined();
    expect((await t.state("g1")).members?.birth?.status).toBe("cancelled");
  });

  it("sent back by the agency's desk and asked again, it is another dossier there", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.good("g1~birth~1", people.desk, { type: "refuse-intake", reason: why("wrong-commune") });
    await drain(t.worker);
    expect((await t.state("g1")).members?.birth?.status).toBe("rejected");
    await t.good("g1", people.desk, { type: "request-member", member: "birth" });
    await drain(t.worker);
    expect((await t.state("g1~birth~2")).intakeRef).toContain("birth 2");
    await t.accept1("g1~birth~2");
    await drain(t.worker);
    expect((await t.state("g1")).members?.birth).toMatchObject({ status: "accepted", attempt: 2 });
  });

  it("a supplement asked for at the agency comes to the citizen of the group and goes back complete", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.accept1("g1~birth~1");
    await t.good("g1~birth~1", people.desk, act("intake", "forward"));
    await t.good("g1~birth~1", people.justice, { type: "request-supplement", reason: why("photo") });
    await drain(t.worker);
    expect((await t.state("g1")).members?.birth?.status).toBe("supplementing");
    t.clock.advanceTo(at("2026-08-18 09:00"));
    await t.good("g1", people.desk, { type: "receive-member-supplement", member: "birth", complete: true });
    await drain(t.worker);
    const there = await t.state("g1~birth~1");
    expect([there.supplement, clockText(there.limits.principal?.ledger.startAt)]).toEqual([
      undefined,
      "2026-08-18 09:00",
    ]);
    await t.finish("g1~birth~1");
    await drain(t.worker);
    expect((await t.state("g1")).members?.birth?.status).toBe("granted");
  });

  it("completed at the agency's own desk, the group hears of it, and of the result", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.accept1("g1~birth~1");
    await t.good("g1~birth~1", people.desk, act("intake", "forward"));
    await t.good("g1~birth~1", people.justice, { type: "request-supplement", reason: why("photo") });
    await drain(t.worker);
    t.clock.advanceTo(at("2026-08-18 09:00"));
    await t.good("g1~birth~1", people.desk, { type: "receive-supplement", complete: true });
    await drain(t.worker);
    const { members, groundParties } = await t.state("g1");
    expect([members?.birth?.status, groundParties]).toEqual(["accepted", []]);
    await t.finish("g1~birth~1");
    await drain(t.worker);
    expect((await t.state("g1")).members?.birth?.status).toBe("granted");
    expect(await parked(t)).toEqual([]);
  });

  it("a result that meets the group elsewhere waits for an operator, and is not lost", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.accept1("g1~birth~1");
    await drain(t.worker);
    // The desk records a supplement that the agency's own dossier knows nothing of.
    await t.good("g1", people.desk, { type: "request-member-supplement", member: "birth", reason: why("photo") });
    await t.finish("g1~birth~1");
    await drain(t.worker);
    expect(await parked(t)).toEqual(["g1~birth~1 member.refused_there"]);
  });

  it("withdrawn, an agency that sent its part back is not told, and one with its result out is left alone", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.accept1("g1~birth~1");
    await t.finish("g1~birth~1");
    await drain(t.worker);
    await t.take("g1~residence~1", people.desk, { type: "refuse-intake", reason: why("wrong-commune") });
    await drain(t.worker);
    expect((await t.state("g1")).members?.residence?.status).toBe("rejected");
    t.messages.length = 0;
    await t.good("g1", people.citizen, { type: "withdraw" });
    await drain(t.worker);
    const cancelled = t.messages.filter(({ kind }) => kind === "member-cancelled");
    expect(cancelled.map(({ body }) => JSON.parse(body).memberId)).toEqual(["insurance"]);
    expect(await parked(t)).toEqual([]);
  });

  it("a cancel that crosses the result on its way stops nothing", async () => {
    const t = town(open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.accept1("g1~birth~1");
    await t.finish("g1~birth~1");
    await t.good("g1", people.citizen, { type: "withdraw" });
    await drain(t.worker);
    expect((await t.state("g1~birth~1")).outcome).toBe("granted");
    expect(await parked(t)).toEqual([]);
  });

  it("what is recorded later counts from when it happened, on both sides", async () => {
    const t = town(open, "2026-08-17 09:00");
    await t.good("g1", people.desk, filing("3.000722"));
    await t.good("g1", people.desk, { type: "accept" });
    t.clock.advanceTo(at("2026-08-17 09:25"));
    const told = { occurredAt: at("2026-08-17 09:05"), reason: why("told-late") };
    await t.good("g1", people.desk, { ...act("intake", "forward"), ...told });
    await drain(t.worker);
    const there = await t.state("g1~birth~1");
    expect(clockText(there.submittedAt)).toBe("2026-08-17 09:05");
    await t.accept1("g1~birth~1");
    await t.good("g1~birth~1", people.desk, act("intake", "forward"));
    await drain(t.worker);
    t.clock.advanceTo(at("2026-08-18 08:00"));
    await t.finish("g1~birth~1", { occurredAt: at("2026-08-17 16:00"), reason: why("told-late") });
    await drain(t.worker);
    const { members } = await t.state("g1");
    expect(clockText(members?.birth?.since)).toBe("2026-08-17 16:00");
    expect(members?.birth).toMatchObject({ status: "granted", verdict: "on-time" });
  });
});

describe("what holds the group", () => {
  const flood = { groundId: "flood:1", ground: "flood", source: "QĐ 12/QĐ-UBND", party: "nature" };
  const openGrounds = ({ limits }: DossierState) =>
    (limits.principal?.ledger.suspensions ?? []).flatMap(({ groundId, from, to }) =>
      to === undefined ? [`${groundId} ${clockText(from)}`] : [],
    );

  it("holds the agencies' own dossiers, also one that is accepted later, and all go on together", async () => {
    const [memory] = storages;
    if (memory === undefined) throw new Error("no storage");
    const t = town(memory.open, "2026-08-17 09:00");
    await passOn(t, "2.002913");
    await t.good("g1", agency.justice as Actor, { type: "accept-member", member: "death" });
    await t.good("g1", agency.justice as Actor, { type: "grant-member", member: "death" });
    await drain(t.worker);
    await t.good("g1", people.director, { type: "suspend", ...flood });
    await drain(t.worker);
    // Not taken on yet: there is no clock there to hold.
    expect(openGrounds(await t.state("g1~removal~1"))).toEqual([]);
    await t.runTo("2026-08-18 09:00");
    await t.accept1("g1~removal~1");
    await drain(t.worker);
    expect(openGrounds(await t.state("g1~removal~1"))).toEqual(["group:flood:1 2026-08-18 09:00"]);
    expect((await t.state("g1~removal~1")).responsibility?.holder).toBe("party:nature");
    await t.runTo("2026-08-27 09:00");
    expect((await t.state("g1~removal~1")).promiseMissedAt).toBeUndefined();
    await t.good("g1", people.director, { type: "resume", groundId: flood.groundId });
    await drain(t.worker);
    const there = await t.state("g1~removal~1");
    expect(openGrounds(there)).toEqual([]);
    expect((await t.state("g1~removal~1")).responsibility?.holder).not.toBe("party:nature");
    await t.finish("g1~removal~1");
    await drain(t.worker);
    const { members, memberTime } = await t.state("g1");
    expect(members?.removal).toMatchObject({ status: "granted", verdict: "early" });
    // 17 August 09:00 to 27 August 09:00, nine opening days.
    expect(memberTime?.removal?.booked).toEqual({ "party:nature": 9 * 8 * 3_600_000, "police/khoa": 0 });
    expect(await parked(t)).toEqual([]);
  });

  it("reaches one that was accepted before, under a name of its own", async () => {
    const [memory] = storages;
    if (memory === undefined) throw new Error("no storage");
    const t = town(memory.open, "2026-08-17 09:00");
    await passOn(t, "3.000722");
    await t.accept1("g1~birth~1");
    await t.take("g1~birth~1", people.director, { type: "suspend", ...flood });
    await drain(t.worker);
    await t.good("g1", people.director, { type: "suspend", ...flood, groundId: "f".repeat(64) });
    await drain(t.worker);
    const [own, ours] = openGrounds(await t.state("g1~birth~1"));
    expect([own, ours]).toEqual(["flood:1 2026-08-17 09:00", expect.stringMatching(/^group:[0-9a-f]{40} /)]);
    await t.good("g1", people.director, { type: "resume", groundId: "f".repeat(64) });
    await drain(t.worker);
    expect(openGrounds(await t.state("g1~birth~1"))).toEqual([own]);
    expect(await parked(t)).toEqual([]);
  });
});

it("a part refused because the applicant's time ran out ends at its agency as well", async () => {
  const [memory] = storages;
  if (memory === undefined) throw new Error("no storage");
  const t = town(memory.open, "2026-08-17 09:00");
  await passOn(t, "3.000722");
  await t.accept1("g1~birth~1");
  await t.good("g1~birth~1", people.desk, act("intake", "forward"));
  await drain(t.worker);
  // Told by telephone and recorded here: the agency's own dossier does not wait for the applicant.
  await t.good("g1", people.desk, { type: "request-member-supplement", member: "birth", reason: why("photo") });
  await t.runTo("2026-09-20 09:00");
  expect((await t.state("g1")).members?.birth?.status).toBe("refused");
  const told = t.messages.filter(({ kind }) => kind === "member-refused").map(({ body }) => JSON.parse(body));
  expect(told).toMatchObject([{ memberId: "birth", reason: "citizen-time-over" }]);
  expect((await t.state("g1~birth~1")).outcome).toBe("withdrawn");
  expect(await parked(t)).toEqual([]);
});

it.each([
  ["long", `g${"1".repeat(99)}`],
  ["as long as ids are", `g${"1".repeat(127)}`],
])("a group whose id is %s has its parts opened and hears of them", async (_name, group) => {
  const [memory] = storages;
  if (memory === undefined) throw new Error("no storage");
  const t = town(memory.open, "2026-08-17 09:00");
  const desk = (body: Body) =>
    t.good(group, people.desk, { resolved: { ...resolved, code: "H26.1-260820-0001" }, ...body });
  await desk(filing("3.000722"));
  await desk({ type: "accept" });
  await desk(act("intake", "forward"));
  await drain(t.worker);
  const { items } = await t.storage.reader.list({ officeId: "xa-1" as never, order: "id" }, { limit: 10 });
  const there = items.map(({ dossierId }) => dossierId).find((id) => id !== group) ?? "";
  expect(must(dossierId(there))).toBe(there);
  await t.accept1(there);
  await t.finish(there);
  await drain(t.worker);
  expect((await t.state(group)).members?.birth?.status).toBe("granted");
  expect(await parked(t)).toEqual([]);
});

/** Messages that wait for an operator, by dossier. */
async function parked({ storage }: Office): Promise<readonly string[]> {
  const { items } = await storage.reader.parkedMessages({ limit: 100 });
  return items.map(({ dossierId, code }) => `${dossierId} ${code}`);
}

it.each([
  ["behind", -3_000],
  ["ahead", 3_000],
  ["a day ahead", 86_400_000],
])("clocks of two offices are never the same: the agency's is %s", async (_name, skewMs) => {
  const [memory] = storages;
  if (memory === undefined) throw new Error("no storage");
  const lanes: { current: ReturnType<typeof memberOffice> | undefined } = { current: undefined };
  const through = <L extends "agency/members" | "citizen/members">(lane: L): Deliver => {
    return (message, call) => {
      if (lanes.current === undefined) throw new Error("not open yet");
      return lanes.current[lane](message, call);
    };
  };
  const openAt = (start: number, lane: "agency/members" | "citizen/members", prefix: string): Office =>
    openOffice(memory.open(), {
      clock: virtualClock(start),
      law,
      prefix,
      adapters: [lane],
      deliver: { [lane]: through(lane) },
    });
  const start = at("2026-08-17 09:00");
  const ours = openAt(start, "agency/members", "");
  const theirs = openAt(start + skewMs, "citizen/members", "p");
  lanes.current = memberOffice({ groups: ours.engine, members: theirs.engine, posts: postsOf("xa-1") });
  await passOn(ours, "3.000722");
  const there = membersAtWork(theirs);
  await there.accept1("g1~birth~1");
  await drain(theirs.worker);
  ours.clock.advanceTo(start + 60_000);
  theirs.clock.advanceTo(start + skewMs + 60_000);
  await there.finish("g1~birth~1");
  await drain(theirs.worker);
  expect((await ours.engine.read("g1" as DossierId))?.state.members?.birth).toMatchObject({ status: "granted" });
  await drain(ours.worker);
  expect((await there.state("g1~residence~1")).procedure).toBe("1.004222");
  await ours.good("g1", people.citizen, { type: "withdraw" });
  await drain(ours.worker);
  expect((await there.state("g1~residence~1")).outcome).toBe("withdrawn");
  expect([...(await parked(ours)), ...(await parked(theirs))]).toEqual([]);
});

it("a message delivered again after the clock has caught up is the same message", async () => {
  const [memory] = storages;
  if (memory === undefined) throw new Error("no storage");
  const start = at("2026-08-17 09:00");
  const theirs = openOffice(memory.open(), { clock: virtualClock(start - 3_000), law, adapters: [] });
  const messages: OutboxMessage[] = [];
  const deliver = { "agency/members": async (message: OutboxMessage) => void messages.push(message) };
  const ours = openOffice(memory.open(), { clock: virtualClock(start), law, adapters: ["agency/members"], deliver });
  await passOn(ours, "3.000722");
  const [request] = messages;
  if (request === undefined) throw new Error("nobody was asked");
  const lanes = memberOffice({ groups: ours.engine, members: theirs.engine, posts: postsOf("xa-1") });
  const call = { idempotencyKey: "k", signal: new AbortController().signal };
  const version = async () => (await theirs.engine.read("g1~birth~1" as DossierId))?.state.version;
  await expect(lanes["agency/members"](request, call)).resolves.toBeUndefined();
  const first = await version();
  expect(first).toBeGreaterThan(0);
  theirs.clock.advanceTo(start + 60_000);
  await expect(lanes["agency/members"](request, call)).resolves.toBeUndefined();
  expect(await version()).toBe(first);
});

it("an agency behind a backend answers through the inbox: once, and never with what is malformed", async () => {
  const [memory] = storages;
  if (memory === undefined) throw new Error("no storage");
  const office = openOffice(memory.open(), { start: "2026-08-17 09:00", law });
  await passOn(office, "3.000722");
  const inbox = createInbox({
    engine: office.engine,
    clock: office.clock,
    sources: {
      insurance: {
        verify: ({ headers }) => ok({ messageId: headers.id ?? "" }),
        read: (value) => ({
          to: { dossierId: "g1" as DossierId },
          command: { ...(value as { type: "accept-member"; member: string }), by: agency.justice as Actor },
        }),
      },
    },
  });
  const tell = async (id: string, value: object) => {
    const answer = await inbox.receive("insurance", { headers: { id }, body: Buffer.from(JSON.stringify(value)) });
    return answer.ok ? (answer.value.duplicate ? "duplicate" : "taken") : answer.error.code;
  };
  const accept = { type: "accept-member", member: "birth", code: "BH-1", attempt: 1 };
  expect(await tell("0", { ...accept, type: "refuse-member" })).toBe("command.input");
  expect(await tell("1", { type: "accept-member" })).toBe("member.unknown");
  expect(await tell("2", { ...accept, attempt: "1" })).toBe("member.stale_answer");
  expect(await tell("3", accept)).toBe("taken");
  expect(await tell("3", accept)).toBe("duplicate");
  expect(await tell("4", accept)).toBe("member.state");
  expect(await tell("3", { ...accept, code: "BH-2" })).toBe("command.reused");
  expect((await office.engine.read("g1" as DossierId))?.state.members?.birth?.code).toBe("BH-1");
});

it("groups in one engine, members in another", async () => {
  const [memory, sqlite] = storages;
  if (memory === undefined || sqlite === undefined) throw new Error("no storage");
  const clock = virtualClock(at("2026-08-17 09:00"));
  const lanes: { current: ReturnType<typeof memberOffice> | undefined } = { current: undefined };
  const through = <L extends "agency/members" | "citizen/members">(lane: L): Deliver => {
    return (message, call) => {
      if (lanes.current === undefined) throw new Error("not open yet");
      return lanes.current[lane](message, call);
    };
  };
  const ours = openOffice(memory.open(), {
    clock,
    law,
    adapters: ["agency/members"],
    deliver: { "agency/members": through("agency/members") },
  });
  const theirs = openOffice(sqlite.open(), {
    clock,
    law,
    prefix: "p",
    adapters: ["citizen/members"],
    deliver: { "citizen/members": through("citizen/members") },
  });
  lanes.current = memberOffice({ groups: ours.engine, members: theirs.engine, posts: postsOf("xa-1") });
  await passOn(ours, "3.000722");
  const there = membersAtWork(theirs);
  expect(await ours.engine.read("g1~birth~1" as DossierId)).toBeUndefined();
  await there.accept1("g1~birth~1");
  await there.finish("g1~birth~1");
  await drain(theirs.worker);
  expect((await ours.engine.read("g1" as DossierId))?.state.members?.birth).toMatchObject({ status: "granted" });
  // The next member is asked by the answer to the first.
  await drain(ours.worker);
  expect((await there.state("g1~residence~1")).procedure).toBe("1.004222");
});

it("what somebody else files under such a reference is no part of a group", async () => {
  const [memory] = storages;
  if (memory === undefined) throw new Error("no storage");
  const t = town(memory.open, "2026-08-17 09:00");
  await passOn(t, "3.000722");
  const forged = { ...filing("1.001193"), intakeRef: "liên thông xa-1 g1 birth 1" };
  await t.good("forged", people.desk, forged);
  await t.good("forged", people.desk, { type: "accept" });
  await t.finish("forged");
  await drain(t.worker);
  expect((await t.state("g1")).members?.birth?.status).toBe("requested");
});
