import { writeSync } from "node:fs";
import { createServer } from "node:http";
import { flushCompileCache } from "node:module";
import { sqliteStorage } from "@motcua/adapters/sqlite";
import { httpTransfer, transferEndpoint } from "@motcua/adapters/transfer-http";
import {
  AdapterError,
  type CommandRequest,
  createEngine,
  createWorker,
  type DossierId,
  transferReceiver,
  transferSender,
} from "@motcua/core";
import { vietnamLaw } from "@motcua/core/vietnam";
import { people } from "../../dossier/kit.ts";
import { ofSide, partiesOf, postsOf } from "../parties.ts";
import { type ChildOrder, lawTime } from "./order.ts";

// One side of a transfer as a process of its own: it takes what comes and hands over what it has, until it is killed.

const order = JSON.parse(process.argv[2] ?? "{}") as ChildOrder;
const { own, other } = order;
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const now = (): number => lawTime(order);
const clock = { now, delayUntil: (dueAt: number) => Math.max(0, dueAt - now()) };
const storage = sqliteStorage({ file: order.db });
const directory = { resolve: () => postsOf(own.name === "xa" ? "" : `${own.name}.`) };
const parties = partiesOf(own, [other]);
const lane = `transfer/${other.name}`;
const engine = createEngine({
  storage,
  clock,
  law: vietnamLaw(),
  adapters: ["desk", lane],
  partners: parties.partners,
  directory,
});

const endpoint = transferEndpoint({ receiver: transferReceiver({ engine, storage, clock, parties }) });
const server = createServer((request, response) => void endpoint(request, response));
await new Promise<void>((up) => server.listen(order.port, "127.0.0.1", up));

const url = `http://127.0.0.1:${order.otherPort}/transfer`;
const http = httpTransfer({ url, http: { privateHosts: ["127.0.0.1"], timeoutMs: 15_000 } });
// Small pages: a kill often comes between two of them.
const sender = transferSender({
  engine,
  storage,
  clock,
  parties,
  transports: { [other.name]: http.transport },
  pageBytes: 2_500,
});
// Who is away comes back within a second here; nobody waits for the morning.
const lateAfter = async (ms: number): Promise<never> => {
  await pause(ms);
  throw new AdapterError("delivery.timed_out", "late", { retry: "later" });
};
const soon = Object.fromEntries(
  Object.entries(sender.deliver).map(([name, deliver]) => [
    name,
    async (...given: Parameters<typeof deliver>) => {
      try {
        return await Promise.race([deliver(...given), lateAfter(6_000)]);
      } catch (error) {
        if (!AdapterError.is(error)) throw error;
        // A code nobody expects is told: a refusal is no accident of the line.
        if (error.retry !== "later") say({ t: "refused", code: error.code, dossier: given[0].dossierId });
        throw new AdapterError(error.code, "again", { retry: "later", retryAfterMs: 200 });
      }
    },
  ]),
);
const circuit = { waitMsMin: 200, waitMsMax: 500 };
createWorker({
  engine,
  storage,
  clock,
  directory,
  deliver: soon,
  circuit,
  leaseMs: 10_000,
  pollMs: 50,
  concurrency: 16,
}).start();
engine.observe.on("committed", () => say({ t: "commit" }));
say({ t: "up" });
flushCompileCache();

/** Hands over everything it has, until each has been to and fro often enough. */
async function passOn(): Promise<void> {
  let after: string | undefined;
  const officeId = own.office;
  do {
    const from = after === undefined ? {} : { after };
    const page = await storage.reader.list({ officeId, order: "id" }, { limit: 200, ...from });
    await Promise.all(page.items.map(({ dossierId }) => handOver(dossierId)));
    after = page.next;
  } while (after !== undefined);
}

async function handOver(dossierId: DossierId): Promise<void> {
  const { transfer } = (await engine.read(dossierId))?.state ?? {};
  const epoch = transfer?.epoch ?? 0;
  if (epoch >= order.epochs || (transfer !== undefined && transfer.holder !== own.office)) return;
  const by = ofSide(own, people.director);
  // The same command again after a crash is the same hand-over.
  const commandId = `hand-over:${dossierId}:${epoch + 1}`;
  const to = { type: "hand-over", to: other.office, partner: other.name };
  const answer = await engine.submit({
    commandId,
    dossierId,
    officeId: own.office,
    by,
    ...to,
  } as unknown as CommandRequest);
  if (!answer.ok && answer.error.code !== "dossier.handed_over") say({ t: "refused", code: answer.error.code });
}

for (;;) {
  try {
    await passOn();
  } catch (error) {
    if (!AdapterError.is(error)) throw error;
  }
  await pause(100);
}
