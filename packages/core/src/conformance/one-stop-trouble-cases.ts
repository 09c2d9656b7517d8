import { check, present, same } from "./check.ts";
import type { OneStopCase, OneStopFeature, OneStopTrouble } from "./one-stop-case.ts";
import { OneStopDesk, personal } from "./one-stop-desk.ts";
import {
  type Help,
  helps,
  patienceMs,
  repeatsNothing,
  sameCode,
  thrownBy,
  troubleOf,
  until,
  within,
} from "./port-check.ts";

/** More calls than a dossier of the cases takes anywhere: a login, a number, a look-up, records and steps. */
const callsMax = 8;

/** Each call of a dossier's life goes wrong once, in its turn; in the end everything stands there, and once. */
const lossless = (name: string, kind: OneStopTrouble, restarts = false): OneStopCase => ({
  name,
  ...(isFeature(kind) ? { needs: kind } : {}),
  timeoutMs: 700,
  run: async (bench) => {
    const desk = new OneStopDesk(bench);
    for (let call = 0; call < callsMax; call += 1) {
      const dossier = `d-${call}`;
      await desk.life(dossier);
      await bench.trouble(kind, call);
      for (const message of await desk.messages(dossier)) {
        if (restarts) {
          await within(thrownBy(desk.deliver(message)), patienceMs, `message ${message.position}`);
          await desk.restart();
        }
        await desk.deliverAll(dossier, [message]);
        await desk.stands(dossier, message);
      }
      await bench.well();
    }
  },
});

const isFeature = (kind: OneStopTrouble): kind is OneStopTrouble & OneStopFeature =>
  !["refuse", "busy", "hang-before", "hang-after"].includes(kind);

/** A desk that has told one dossier already: whatever a first call opens is open. */
async function warmDesk(bench: ConstructorParameters<typeof OneStopDesk>[0]): Promise<OneStopDesk> {
  const desk = new OneStopDesk(bench);
  await desk.accept("d-0");
  for (const message of await desk.messages("d-0")) await desk.delivered(message);
  return desk;
}

/** The last message of a dossier just accepted; those before are told. */
async function lastOf(desk: OneStopDesk, dossier: string) {
  await desk.accept(dossier);
  const messages = await desk.messages(dossier);
  for (const message of messages.slice(0, -1)) await desk.delivered(message);
  return present(messages.at(-1), `a message of ${dossier}`);
}

const told = (name: string, kind: OneStopTrouble, help: readonly Help[], timeoutMs?: number): OneStopCase => ({
  name,
  ...(isFeature(kind) ? { needs: kind } : {}),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
  run: async (bench) => {
    const desk = await warmDesk(bench);
    // Of a dossier that is there already: what comes first for a new one is each protocol's own.
    const before = (await desk.messages("d-0")).length;
    await desk.work("d-0");
    const [message, ...more] = (await desk.messages("d-0")).slice(before);
    const next = present(message, "a message");
    await bench.trouble(kind);
    helps(await troubleOf(desk.deliver(next), kind), help, kind);
    await bench.well();
    await desk.deliverAll("d-0", [next, ...more]);
    await desk.stands("d-0");
  },
});

export const oneStopTroubleCases: readonly OneStopCase[] = [
  told("a refusal for good asks for a person, and is told once it is released", "refuse", ["never", "operator"]),
  told("a refusal for now is tried later, and told then", "busy", ["later"]),
  told("when nobody listens it is tried later, and told then", "down", ["later"]),
  told("a silence is tried later, and told then", "hang-before", ["later"], 700),
  told("a redirect is not followed", "redirect", ["operator"]),
  lossless("silence at any call, nothing done: nothing is lost", "hang-before"),
  lossless("silence at any call, all done: no record and no step is there twice", "hang-after"),
  lossless("a process that dies with a call under way leaves no record and no step twice", "hang-after", true),
  lossless("an answer that is none at any call: nothing is lost, nothing twice", "garbage"),
  lossless("an answer without a sensible length at any call: nothing is lost, nothing twice", "oversized"),
  lossless("a login refused at any call: nothing is lost, nothing twice", "login"),
  lossless("told that it exists when it does not: it is there in the end", "exists"),
  {
    name: "one trouble has one code of dotted words",
    run: async (bench) => {
      const desk = await warmDesk(bench);
      const codes: string[] = [];
      for (const dossier of ["d-1", "d-2"]) {
        const message = await lastOf(desk, dossier);
        await bench.trouble("refuse");
        codes.push((await troubleOf(desk.deliver(message), "refuse")).code);
        await bench.well();
      }
      sameCode(codes);
    },
  },
  {
    name: "no error repeats personal data or a secret",
    timeoutMs: 700,
    run: async (bench) => {
      const desk = await warmDesk(bench);
      for (const [index, kind] of (["refuse", "busy", "hang-after"] as const).entries()) {
        const message = await lastOf(desk, `d-${index + 1}`);
        await bench.trouble(kind);
        const error = await troubleOf(desk.deliver(message), `a delivery at "${kind}"`);
        await bench.well();
        repeatsNothing(error, [...personal, ...(bench.secrets ?? [])], `"${kind}"`);
      }
    },
  },
  {
    name: "a delivery that is broken off ends at once",
    run: async (bench) => {
      const desk = await warmDesk(bench);
      const message = await lastOf(desk, "d-1");
      const before = bench.arrived();
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const telling = thrownBy(desk.deliver(message, stop.signal));
      await until(() => bench.arrived() > before, "a call reaches the other side");
      stop.abort();
      check((await within(telling, patienceMs, "a delivery broken off")) !== undefined, "it is not told as done");
    },
  },
  {
    name: "a delivery that was broken off before sends nothing",
    run: async (bench) => {
      const desk = await warmDesk(bench);
      const message = await lastOf(desk, "d-1");
      const before = bench.arrived();
      const broken = desk.deliver(message, AbortSignal.abort());
      check((await within(thrownBy(broken), patienceMs, "the delivery")) !== undefined, "it is not told as done");
      same(bench.arrived() - before, 0, "calls that reached the other side");
    },
  },
  {
    name: "dossiers at once are apart: one that hangs holds up no other",
    run: async (bench) => {
      const desk = await warmDesk(bench);
      const [hanging, ...others] = await Promise.all(["d-1", "d-2", "d-3"].map((dossier) => lastOf(desk, dossier)));
      const before = bench.arrived();
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const telling = thrownBy(desk.deliver(present(hanging, "a message"), stop.signal));
      await until(() => bench.arrived() > before, "a call reaches the other side");
      await Promise.all(others.map((message) => desk.delivered(message)));
      for (const dossier of ["d-2", "d-3"]) await desk.stands(dossier);
      stop.abort();
      await within(telling, patienceMs, "the one that hung");
    },
  },
  {
    name: "dossiers at once are apart: one refused takes no other with it",
    run: async (bench) => {
      const desk = await warmDesk(bench);
      const dossiers = ["d-1", "d-2", "d-3", "d-4"];
      const messages = await Promise.all(dossiers.map((dossier) => lastOf(desk, dossier)));
      await bench.trouble("refuse");
      const ends = await Promise.all(messages.map((message) => thrownBy(desk.deliver(message))));
      same(ends.filter((thrown) => thrown !== undefined).length, 1, "deliveries told as trouble");
      for (const [index, dossier] of dossiers.entries()) if (ends[index] === undefined) await desk.stands(dossier);
    },
  },
  {
    name: "closing ends while a call hangs, and again when it is closed",
    run: async (bench) => {
      const desk = await warmDesk(bench);
      const message = await lastOf(desk, "d-1");
      const before = bench.arrived();
      await bench.trouble("hang-before");
      const stop = new AbortController();
      const telling = thrownBy(desk.deliver(message, stop.signal));
      await until(() => bench.arrived() > before, "a call reaches the other side");
      for (const what of ["closing", "closing again"]) await within(closing(desk), patienceMs, what);
      stop.abort();
      check((await within(telling, patienceMs, "the delivery")) !== undefined, "it is not told as done");
    },
  },
];

const closing = async (desk: OneStopDesk): Promise<void> => await desk.backend.close();
