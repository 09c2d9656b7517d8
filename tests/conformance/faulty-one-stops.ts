import { AdapterError, LawBook, recordAsOf } from "@motcua/core";
import type { OneStopHarness } from "@motcua/core/conformance";
import { noMark, type PlainMark, type PlainSteps, plainHarness, rightSteps, trouble } from "./plain-one-stop.ts";

export interface FaultyOneStop {
  readonly name: string;
  readonly harness: OneStopHarness;
  /** The case that names it. */
  readonly caught: string;
}
const faulty = (
  name: string,
  caught: string,
  wrong: Partial<PlainSteps> | (() => Partial<PlainSteps>),
): FaultyOneStop => ({ name, caught, harness: plainHarness(typeof wrong === "function" ? wrong : () => wrong) });

export const rightOneStop = plainHarness(() => ({}));

type Retry = AdapterError["retry"];
/** The same trouble, but somebody else is to help. */
const asks =
  (code: string, retry: Retry): PlainSteps["errorOf"] =>
  (error) =>
    AdapterError.is(error) && error.code === code ? trouble(code, retry) : error;
const refused = (status: number, told: AdapterError | undefined): Pick<PlainSteps, "refusal"> => ({
  refusal: (answer) => (answer.status === status ? told : rightSteps.refusal(answer)),
});
const ofNow: PlainSteps["recordOf"] = (storage, message) =>
  recordAsOf(storage, new LawBook(storage, undefined), message);
const neverAsks: Partial<PlainSteps> = { asks: () => false };
const deaf: Partial<PlainSteps> = { signalOf: (_, timeoutMs) => AbortSignal.timeout(timeoutMs) };

const asItWas = "a dossier stands there as it was at each event: its record, and its steps in order, each once";
const twice = "a message told twice changes nothing, and an older one takes nothing back";
const forGood = "a refusal for good asks for a person, and is told once it is released";
const strange = "a message of an event that is not there, or of none, is trouble, and nothing is sent";
const codes = "one trouble has one code of dotted words";
const noRepeat = "no error repeats personal data or a secret";

export const faultyOneStops: readonly FaultyOneStop[] = [
  faulty("tells steps from the last to the first", asItWas, {
    stepsOf: (record) => rightSteps.stepsOf(record).toReversed(),
  }),
  faulty("keeps the last step back", asItWas, { stepsOf: (record) => rightSteps.stepsOf(record).slice(0, -1) }),
  faulty("has an instant of its own for each step", asItWas, {
    stepsOf: (record) => rightSteps.stepsOf(record).map((step) => ({ ...step, at: step.at + 60_000 })),
  }),
  faulty("tells the state before", asItWas, {
    sentOf: (record) => ({ status: record.steps.at(-2)?.status ?? 1 }),
  }),
  faulty("tells what is now", "a message that waited tells what was then, not what is now", { recordOf: ofNow }),
  faulty("keeps the appointment to itself", "the appointment is the one of the record", {
    sentOf: ({ status }) => ({ status }),
  }),
  faulty("marks no steps", twice, {
    read: async (storage, message) => ({ ...(await rightSteps.read(storage, message)), sent: [] }),
  }),
  faulty("lets an older message take the record back", twice, {
    write: (storage, message, mark) => rightSteps.write(storage, message, { ...mark, seq: 0 }),
  }),
  faulty("has one mark for all", "two dossiers are two, in whatever order they are told", {
    read: (storage, message) => rightSteps.read(storage, { ...message, dossierId: "all" as typeof message.dossierId }),
    write: (storage, message, mark) =>
      rightSteps.write(storage, { ...message, dossierId: "all" as typeof message.dossierId }, mark),
  }),
  faulty("keeps its marks in memory", "a new process knows what was told before it", () => {
    const marks = new Map<string, PlainMark>();
    return {
      read: async (_, { dossierId }) => marks.get(dossierId) ?? noMark,
      write: async (_, { dossierId }, mark) => void marks.set(dossierId, mark),
    };
  }),
  faulty("tells something when it does not know what", strange, {
    recordOf: async (storage, message) =>
      (await rightSteps.recordOf(storage, message)) ?? (await ofNow(storage, message)),
  }),
  faulty("tries for ever what is not there", strange, { errorOf: asks("plain.no_such_event", "later") }),
  faulty("lets the parser's error out", strange, {
    async recordOf(storage, message) {
      JSON.parse(message.body);
      return await rightSteps.recordOf(storage, message);
    },
  }),
  faulty("tries a refusal for ever", forGood, { errorOf: asks("plain.refused", "later") }),
  faulty("takes a refusal for done", forGood, refused(422, undefined)),
  faulty("gives up on a busy one", "a refusal for now is tried later, and told then", {
    errorOf: asks("plain.refused", "operator"),
  }),
  faulty("gives up when nobody listens", "when nobody listens it is tried later, and told then", {
    errorOf: asks("plain.not_sent", "never"),
  }),
  faulty("gives up on silence", "a silence is tried later, and told then", {
    errorOf: asks("plain.unknown_outcome", "never"),
  }),
  faulty("takes a redirect for done", "a redirect is not followed", refused(302, undefined)),
  faulty("takes silence for done", "silence at any call, nothing done: nothing is lost", {
    errorOf: (error) => (AdapterError.is(error) && error.code === "plain.unknown_outcome" ? undefined : error),
  }),
  faulty(
    "sends again without asking",
    "silence at any call, all done: no record and no step is there twice",
    neverAsks,
  ),
  faulty(
    "remembers doubt by heart",
    "a process that dies with a call under way leaves no record and no step twice",
    () => {
      const doubts = new Map<string, boolean>();
      return {
        async read(storage, message) {
          const mark = await rightSteps.read(storage, message);
          return { ...mark, doubt: doubts.get(message.dossierId) ?? false };
        },
        write(storage, message, mark) {
          doubts.set(message.dossierId, mark.doubt);
          return rightSteps.write(storage, message, { ...mark, doubt: false });
        },
      };
    },
  ),
  faulty(
    "takes nonsense for a call not made",
    "an answer that is none at any call: nothing is lost, nothing twice",
    neverAsks,
  ),
  faulty(
    "takes a long answer for a call not made",
    "an answer without a sensible length at any call: nothing is lost, nothing twice",
    neverAsks,
  ),
  faulty("never comes back from a refused login", "a login refused at any call: nothing is lost, nothing twice", () => {
    let out = false;
    return {
      refusal(answer) {
        out ||= answer.status === 401;
        return out ? trouble("plain.login_refused", "operator") : rightSteps.refusal(answer);
      },
    };
  }),
  faulty(
    "believes that it exists",
    "told that it exists when it does not: it is there in the end",
    refused(409, undefined),
  ),
  faulty("numbers its troubles", codes, () => {
    let count = 0;
    return {
      errorOf(error) {
        count += 1;
        return AdapterError.is(error) ? trouble(`${error.code}.no${count}`, error.retry) : error;
      },
    };
  }),
  faulty("repeats what it is told", noRepeat, {
    refusal(answer) {
      const told = rightSteps.refusal(answer);
      return told && new AdapterError(told.code, `Refused: ${answer.said}`, { retry: told.retry });
    },
  }),
  faulty("keeps the answer in the cause", noRepeat, {
    refusal(answer) {
      const told = rightSteps.refusal(answer);
      return told && trouble(told.code, told.retry, { answer });
    },
  }),
  faulty("does not hear that a delivery is broken off", "a delivery that is broken off ends at once", deaf),
  faulty("sends before it listens", "a delivery that was broken off before sends nothing", deaf),
  faulty("tells one after the other", "dossiers at once are apart: one that hangs holds up no other", () => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      around: (deliver) => (message, call) => {
        const telling = last.then(() => deliver(message, call));
        last = telling.catch(() => undefined);
        return telling;
      },
    };
  }),
  faulty("breaks all off when one is refused", "dossiers at once are apart: one refused takes no other with it", () => {
    let broken = false;
    return {
      refusal(answer) {
        broken ||= answer.status === 422;
        return broken ? trouble("plain.refused", "operator") : rightSteps.refusal(answer);
      },
    };
  }),
  faulty("waits for what hangs when it is closed", "closing ends while a call hangs, and again when it is closed", {
    close: async (busy) => void (await Promise.all(busy)),
  }),
];
