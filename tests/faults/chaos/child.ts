import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { postgresStorage } from "@motcua/adapters/postgres";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import {
  AdapterError,
  bodyHash,
  type CommandRequest,
  createEngine,
  createWorker,
  type Deliver,
  type DossierId,
  type Engine,
  LawBook,
  type OfficeId,
  type Storage,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { type Body, inForce, people } from "../../dossier/kit.ts";
import { backs, commandOf, kinds, livedProcedures } from "../../dossier/random-life.ts";
import type { Heard } from "../history-checker.ts";
import { SeededRandom } from "../random.ts";
import { factsOf } from "../simulation/clients.ts";
import { lanes } from "../simulation/process.ts";
import { type ChildOrder, type Line, lawTime } from "./protocol.ts";

// A process of its own: an engine, a worker and some clients on a shared database, until it is killed. What it does it
// says first, on its standard output.

const order = JSON.parse(process.argv[2] ?? "{}") as ChildOrder;
const random = new SeededRandom(order.seed);
const officeId = "xa-1" as OfficeId;
const say = (line: Line): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const now = (): number => lawTime(order.timescale) + order.offsetMs;
const clock = { now, delayUntil: (dueAt: number) => Math.max(0, (dueAt - now()) / order.timescale.speed) };
const directory = { resolve: ({ dossierId }: { readonly dossierId: DossierId }) => factsOf(dossierId) };

/** Tells every commit before it is asked for. */
function told(storage: Storage): Storage {
  const commit: Storage["commit"] = (group) => {
    for (const { dossierId, commandId, head, outbox } of group)
      say({ t: "attempt", dossierId, commandId, head, messageIds: outbox.map(({ messageId }) => messageId) });
    return storage.commit(group);
  };
  return new Proxy(storage, {
    get(target, name) {
      if (name === "commit") return commit;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const deliver: Deliver = async ({ messageId, dossierId, adapter, position, body }) => {
  say({ t: "arrived", ns: String(process.hrtime.bigint()), messageId, dossierId, adapter, position, body });
  // A channel that fails after it took the message: it will come again.
  if (random.chance(0.03)) throw new AdapterError("storage.busy", "no answer", { retry: "later", retryAfterMs: 1 });
  return undefined;
};

let commands = 0;
const idOf = (): string => {
  commands += 1;
  return `${order.name}-${commands}`;
};

/** Everybody works on the same few dossiers: those whose number lies a little behind the time. */
function someDossier(): DossierId {
  const newest = Math.floor((Date.now() - order.timescale.realAt) / 150);
  return `hs-${Math.max(0, newest - random.below(40))}` as DossierId;
}

async function nextRequest(engine: Engine, laws: LawBook): Promise<CommandRequest> {
  const dossierId = someDossier();
  const view = await engine.read(dossierId);
  const { by, body } = view === undefined ? filing() : commandOn(view.state, await laws.load(view.state.law));
  const seen = view !== undefined && random.chance(0.1) ? { expectedVersion: view.version } : {};
  return { commandId: idOf(), dossierId, officeId, by, ...seen, ...body } as unknown as CommandRequest;
}

function filing(): ReturnType<typeof commandOf> {
  const procedure = random.pick(livedProcedures);
  const caseId = inForce(procedure).procedure.definition.cases[0]?.id ?? "general";
  const body: Body = { type: "submit", procedure, channel: "counter", caseId, facts: {}, intakeRef: "r1" };
  return { by: people.desk, body };
}

function commandOn(
  dossier: Parameters<typeof commandOf>[0]["dossier"],
  law: Parameters<typeof commandOf>[0]["law"],
): ReturnType<typeof commandOf> {
  const kind = dossier.acceptedAt === undefined && random.chance(0.7) ? "accept" : random.pick(kinds);
  const draw = { kind, wait: 0, back: random.pick(backs), pick: random.below(1_000), punctual: false };
  return commandOf({ law, dossier, now: now() }, { ...draw, who: random.chance(0.85) ? "right" : "random" });
}

/** Sends, and says what was heard. @returns whether an answer came */
async function send(engine: Engine, request: CommandRequest): Promise<boolean> {
  const hear = (heard: Heard): void => say({ t: "heard", officeId, commandId: request.commandId, heard });
  say({ t: "sent", request, bodyHash: bodyHash(request) });
  try {
    const answer = await engine.submit(request);
    if (!answer.ok) hear({ kind: "refused", code: answer.error.code });
    else hear({ kind: "acknowledged", version: answer.value.version, duplicate: answer.value.duplicate });
    if (!answer.ok && answer.error.code === "internal.invariant")
      say({ t: "fault", text: `${request.dossierId}: ${answer.error.text.en}` });
    return true;
  } catch (error) {
    hear({ kind: "unknown" });
    if (!AdapterError.is(error))
      say({ t: "fault", text: error instanceof Error ? (error.stack ?? "") : String(error) });
    return false;
  }
}

/** One person at a desk: asks again until there is an answer, and now and then although there was one. */
async function client(engine: Engine, laws: LawBook): Promise<never> {
  for (;;) {
    try {
      const request = await nextRequest(engine, laws);
      for (let attempt = 0; attempt < 20 && !(await send(engine, request)); attempt += 1) await pause(50);
      if (random.chance(0.05)) await send(engine, request);
    } catch (error) {
      if (!AdapterError.is(error)) throw error;
      await pause(50);
    }
    await pause(random.below(40));
  }
}

// A line that hangs is given up soon: there is much to break in little time.
const openOnce = async (): Promise<Storage> =>
  order.db.startsWith("postgres:")
    ? await postgresStorage({ url: order.db, connections: 4, statementTimeoutMs: 2_000, connectTimeoutMs: 2_000 })
    : sqliteStorage({ file: order.db });

async function open(): Promise<Storage> {
  for (;;) {
    try {
      return told(await openOnce());
    } catch (error) {
      if (!AdapterError.is(error) || error.retry !== "later") throw error;
      await pause(100);
    }
  }
}

const storage = await open();
const engine = createEngine({ storage, clock, law: vietnamLaw(), adapters: lanes, directory });
const channels = Object.fromEntries(lanes.map((lane) => [lane, deliver]));
createWorker({ engine, storage, clock, directory, deliver: channels, leaseMs: order.leaseMs, pollMs: 80 }).start();
say({ t: "up" });
// Processes here end by SIGKILL, which would lose what others need not compile again.
if (order.seed % 1_000 <= 2) flushCompileCache();
for (const request of order.again) void send(engine, request);
const laws = new LawBook(storage, undefined);
await Promise.all(Array.from({ length: order.clients }, () => client(engine, laws)));
