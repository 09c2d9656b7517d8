import {
  type Actor,
  bodyHash,
  type CommandRequest,
  type ContentDraft,
  type DossierCode,
  type DossierId,
  type Hash,
  type OfficeId,
  type ResolvedFacts,
} from "@motcua/core";
import { type Body, inForce, people, resolved } from "../../dossier/kit.ts";
import { backs, commandOf, kinds, livedProcedures } from "../../dossier/random-life.ts";
import type { Heard, SentCommand } from "../history-checker.ts";
import type { SeededRandom } from "../random.ts";
import type { Shadow } from "./witness.ts";
import { personalMark } from "./witness.ts";

/** A command with what became of its sendings. */
export class Sent implements SentCommand {
  readonly request: CommandRequest;
  readonly content: readonly ContentDraft[];
  readonly bodyHash: Hash;
  readonly heard: Heard[] = [];
  sendings = 0;

  constructor(request: CommandRequest, content: readonly ContentDraft[]) {
    this.request = request;
    this.content = content;
    this.bodyHash = bodyHash(request);
  }

  get commandId() {
    return this.request.commandId;
  }
  get dossierId() {
    return this.request.dossierId;
  }
  get officeId() {
    return this.request.officeId;
  }
}

interface Filed {
  readonly id: DossierId;
  readonly office: OfficeId;
  readonly procedure: string;
  commands: number;
}

const offices = ["xa-1", "xa-2"] as readonly string[] as readonly OfficeId[];

/** People at desks: what they send is sensible more often than not, and often enough it is not. */
export class Clients {
  readonly #random: SeededRandom;
  readonly #openMax: number;
  readonly #open: Filed[] = [];
  #filed = 0;
  #sent = 0;

  constructor(random: SeededRandom, openMax: number) {
    this.#random = random;
    this.#openMax = openMax;
  }

  /** @param now what the clock shows where the command is given */
  next(now: number, shadowOf: (id: DossierId) => Shadow | undefined): Sent {
    const random = this.#random;
    const dossier = this.#choose(shadowOf);
    dossier.commands += 1;
    const shadow = shadowOf(dossier.id);
    const { by, body } = shadow === undefined ? this.#filing(dossier) : this.#command(shadow, now);
    this.#sent += 1;
    const stranger = random.chance(0.01);
    const request = {
      commandId: `c${this.#sent}`,
      dossierId: dossier.id,
      officeId: stranger ? offices.find((office) => office !== dossier.office) : dossier.office,
      by,
      ...this.#seen(shadow),
      ...body,
    } as unknown as CommandRequest;
    return new Sent(request, this.#content(request));
  }

  /** The same id with another body: must never be taken for the first. */
  confused({ request }: Sent): Sent {
    const body = { ...request, reason: { code: "another" } } as CommandRequest;
    return new Sent(body, []);
  }

  #choose(shadowOf: (id: DossierId) => Shadow | undefined): Filed {
    const over = ({ id, commands }: Filed) => {
      const state = shadowOf(id)?.state;
      return commands > 60 || (state?.endedAt !== undefined && this.#random.chance(0.2));
    };
    const done = this.#open.findIndex(over);
    if (done >= 0) this.#open.splice(done, 1);
    if (this.#open.length < this.#openMax) {
      this.#filed += 1;
      const procedure = this.#random.pick(livedProcedures);
      const office = this.#random.pick(offices);
      this.#open.push({ id: `hs-${this.#filed}` as DossierId, office, procedure, commands: 0 });
    }
    return this.#random.pick(this.#open);
  }

  #filing({ procedure }: Filed): { readonly by: Actor; readonly body: Body } {
    const [first] = inForce(procedure).procedure.definition.cases;
    const body = { type: "submit", procedure, caseId: first?.id ?? "general", facts: {}, intakeRef: "r1" };
    return { by: people.desk, body: { ...body, channel: this.#random.pick(["counter", "online", "post"]) } };
  }

  #command(shadow: Shadow, now: number): { readonly by: Actor; readonly body: Body } {
    const random = this.#random;
    const state = random.chance(0.1) ? shadow.before : shadow.state;
    const kind = state.acceptedAt === undefined && random.chance(0.7) ? "accept" : random.pick(kinds);
    const who = random.chance(0.8) ? ("right" as const) : ("random" as const);
    const draw = { kind, who, wait: 0, back: random.pick(backs), pick: random.below(1_000), punctual: false };
    return commandOf({ law: shadow.watch.law, dossier: state, now }, draw);
  }

  /** Now and then a client says which version it has seen: the latest, or an old one. */
  #seen(shadow: Shadow | undefined): { readonly expectedVersion?: number } {
    if (shadow === undefined || !this.#random.chance(0.15)) return {};
    return { expectedVersion: this.#random.chance(0.5) ? shadow.state.version : shadow.before.version };
  }

  #content({ commandId }: CommandRequest): readonly ContentDraft[] {
    if (!this.#random.chance(0.15)) return [];
    const body = { name: personalMark };
    return [{ contentId: `${commandId}:note`, version: 1, kind: "note", body, searchText: personalMark }];
  }
}

/** The office's facts; one dossier in twenty is given the code of its neighbour. */
export function factsOf(dossierId: DossierId): ResolvedFacts {
  const number = Number(dossierId.slice(3));
  const code = `H26.1-260817-${String(number % 20 === 19 ? number - 1 : number).padStart(4, "0")}` as DossierCode;
  return { ...resolved, code };
}
