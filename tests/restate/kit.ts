import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  AdapterError,
  type CommandRequest,
  type DossierEvent,
  dossierId,
  type Engine,
  must,
  parseInstant,
  type Rejected,
  type Storage,
} from "@motcua/core";
import { type SampleOffice, sampleOffice } from "@motcua/core/testing";
import type { ServiceArguments } from "./service.ts";

/** Asks again and again until it is so. @throws when it does not come to be */
export async function until(isSo: () => Promise<boolean>, waitMsMax = 60_000, everyMs = 20): Promise<void> {
  const giveUpAt = performance.now() + waitMsMax;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`it did not come to be within ${waitMsMax} ms`);
    await pause(everyMs);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function instant(text: string): number {
  const parsed = parseInstant(`${text.replace(" ", "T")}:00+07:00`);
  if (!parsed.ok) throw new TypeError(text);
  return parsed.value;
}

/** A household business accepted then has its question at `askAt`. */
export const startAt = instant("2026-08-20 09:00");
export const askAt = instant("2026-08-22 07:30");

export const asId = (id: string) => must(dossierId(id));

/** Sends until there is an answer: the outcome of a call that failed is unknown, and the same command again is safe. */
export async function insist(
  engine: Engine,
  request: CommandRequest,
  waitMsMax = 60_000,
): Promise<{ readonly version: number; readonly attempts: number }> {
  const giveUpAt = performance.now() + waitMsMax;
  for (let attempts = 1; ; attempts += 1) {
    try {
      const answer = await engine.submit(request);
      if (!answer.ok) throw refused(request, answer.error);
      return { version: answer.value.version, attempts };
    } catch (error) {
      if (!AdapterError.is(error) || performance.now() > giveUpAt) throw error;
      await pause(50);
    }
  }
}

const refused = ({ type, dossierId: id }: CommandRequest, { code, text }: Rejected): Error =>
  new Error(`${type} of ${id}: ${code} ${text.en}`);

/** The first commands of a dossier: handed in, accepted, forwarded. */
export function firstCommands(office: SampleOffice, dossier: string): readonly CommandRequest[] {
  const desk = office.person("one-stop", "one-stop-officer");
  const form = { procedure: "1.001612", channel: "counter", caseId: "general", facts: {}, intakeRef: dossier } as const;
  const command = (number: number) => ({
    ...office.envelope(dossier, desk),
    commandId: `${dossier}.${number}` as CommandRequest["commandId"],
  });
  return [
    { ...command(1), type: "submit", ...form },
    { ...command(2), type: "accept" },
    { ...command(3), type: "act", step: "intake", action: "forward" },
  ];
}

export const office = sampleOffice();

/** What stands in storage of a dossier, in order. */
export async function historyOf(storage: Storage, dossier: string): Promise<readonly DossierEvent[]> {
  const { items } = await storage.reader.history(asId(dossier), { limit: 1_000 });
  return items.map(({ bytes }) => JSON.parse(bytes) as DossierEvent);
}

/** Rungs of the principal limit a dossier has taken. */
export async function rungsOf(storage: Storage, dossier: string) {
  return (await historyOf(storage, dossier)).flatMap((event) =>
    event.type === "rung-taken" && event.limit === "principal" ? [event] : [],
  );
}

/** Storage has come as far as the objects have. Who was seen to is not asked again, and no more at once than an engine
 *  under load has calls open; a call that is not answered in time is one to make again. */
export async function projected(engine: Engine, storage: Storage, dossiers: readonly string[]): Promise<void> {
  const caughtUp = async (dossier: string): Promise<boolean> => {
    try {
      const [view, [row]] = await Promise.all([engine.read(asId(dossier)), storage.load([asId(dossier)])]);
      return view?.version === row?.version;
    } catch (error) {
      if (AdapterError.is(error) && error.retry === "later") return false;
      throw error;
    }
  };
  let behind = [...dossiers];
  const look = async (): Promise<boolean> => {
    const late: string[] = [];
    for (let from = 0; from < behind.length; from += 16) {
      const some = behind.slice(from, from + 16);
      const seen = await Promise.all(some.map(caughtUp));
      late.push(...some.filter((_, index) => seen[index] !== true));
    }
    behind = late;
    return behind.length === 0;
  };
  await until(look, 180_000, 100);
}

/** The services in a process of their own. */
export class ServiceProcess {
  readonly #arguments: ServiceArguments;
  #child: ChildProcess | undefined;

  constructor(given: ServiceArguments) {
    this.#arguments = given;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#arguments.port}`;
  }

  async start(): Promise<void> {
    const file = fileURLToPath(new URL("service.ts", import.meta.url));
    const flags = ["--conditions=motcua-source", "--disable-warning=ExperimentalWarning"];
    const child = spawn(process.execPath, [...flags, file, JSON.stringify(this.#arguments)], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    let said = "";
    child.stderr.on("data", (words: Buffer) => {
      said = (said + words.toString()).slice(-4_000);
    });
    await new Promise<void>((serving, failed) => {
      child.stdout.once("data", () => serving());
      child.once("exit", (code) => failed(new Error(`the service ended with ${code}: ${said}`)));
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}
