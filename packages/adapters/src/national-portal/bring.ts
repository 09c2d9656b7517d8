import { createHash } from "node:crypto";
import type { DossierId, OfficeId } from "../shared/core.ts";
import type { Classified } from "./classify.ts";
import { leftNothing, type PortalClient, type PortalView, portalError, requireTaken } from "./client.ts";
import { idIn } from "./client-rest.ts";
import { compareSteps } from "./compare.ts";
import type { Wire } from "./encode-g1.ts";
import type { Mark, PortalMarks } from "./marks.ts";
import type { PortalProfile } from "./profile.ts";

/** A dossier as it is to stand at the portal. */
export interface Target {
  readonly officeId: OfficeId;
  readonly dossierId: DossierId;
  /** Last event it is as of. */
  readonly seq: number;
  readonly code: string;
  readonly dossier: Wire;
  /** What an update sends, where that is not the whole record (G3). */
  readonly status?: Wire;
  /** In order of time; `seq` names each for ever. */
  readonly steps: readonly { readonly seq: number; readonly wire: Wire }[];
}

export interface BringParts {
  readonly profile: PortalProfile;
  readonly client: PortalClient;
  readonly marks: PortalMarks;
}

/**
 * Brings the portal to what a dossier was at one event: the record first, then the steps it does not have, at most so many
 * a call, in order. Before each call the mark says what is in doubt, and its answer takes the doubt away: after an unknown
 * outcome, or a crash in between, the portal is asked before anything is sent again (trap 28).
 * @param look asked first in any case
 */
export async function bring(parts: BringParts, target: Target, look = false): Promise<void> {
  const bringer = new Bringer(parts, target, await parts.marks.read(target.officeId, target.dossierId));
  await bringer.run(look);
}

class Bringer {
  readonly #parts: BringParts;
  readonly #target: Target;
  #mark: Mark;

  constructor(parts: BringParts, target: Target, mark: Mark) {
    this.#parts = parts;
    this.#target = target;
    this.#mark = mark;
  }

  async run(look: boolean): Promise<void> {
    const { client } = this.#parts;
    if (client.nextNumber !== undefined && this.#mark.code === undefined)
      await this.#keep({ ...this.#mark, code: await client.nextNumber() });
    if (look || this.#mark.doubt !== undefined) await this.#lookUp();
    await this.#sendRecord();
    await this.#sendSteps();
  }

  async #lookUp(): Promise<void> {
    const { profile, client } = this.#parts;
    const { doubt } = this.#mark;
    if (profile.lookUp === undefined) {
      // It can only be told again. A record is told twice without harm; steps are a matter of policy.
      if (doubt === "steps") this.#withoutList();
      await this.#keep({ ...withoutDoubt(this.#mark), record: "" });
      return;
    }
    await this.#learn(await client.lookUp(this.#mark.code ?? this.#target.code));
  }

  /** Takes over what the portal says it holds. */
  async #learn(view: PortalView | undefined): Promise<void> {
    const mark = withoutDoubt(this.#mark);
    if (view === undefined) return await this.#keep({ ...mark, known: false, record: "", seq: 0, sent: [] });
    const known = { ...mark, known: true, record: "", ...(view.id === undefined ? {} : { id: view.id }) };
    if (view.steps === undefined) {
      if (this.#mark.doubt === "steps") this.#withoutList();
      return await this.#keep(known);
    }
    const { steps } = this.#target;
    const { held } = compareSteps(
      steps.map(({ wire }) => this.#named(wire)),
      view.steps,
    );
    const later = mark.sent.filter((seq) => seq > (steps.at(-1)?.seq ?? 0));
    await this.#keep({ ...known, sent: [...steps.filter((_, index) => held[index]).map(({ seq }) => seq), ...later] });
  }

  #withoutList(): void {
    if (this.#parts.profile.unknownSteps === "send-again") return;
    throw portalError(
      "portal.steps_unknown",
      "A call with steps has no answer, and the portal does not tell which steps it holds.",
    );
  }

  async #sendRecord(): Promise<void> {
    const { client } = this.#parts;
    const { dossier, status, seq } = this.#target;
    // Brought further already, by a repair: an older message has nothing to say about the record.
    if (this.#mark.known && this.#mark.seq > seq) return;
    const hash = createHash("sha256")
      .update(JSON.stringify([dossier, status]))
      .digest("hex");
    if (this.#mark.known && this.#mark.record === hash) return;
    const answer = await this.#inDoubt("record", () =>
      this.#mark.known ? client.update(this.#named(status ?? dossier)) : client.create(this.#named(dossier)),
    );
    if (answer.kind === "exists" && !this.#mark.known) {
      // Somebody created it before: perhaps we ourselves. What it holds is asked, and then it is brought up to date.
      await this.#lookUp();
      if (this.#parts.profile.lookUp === undefined) await this.#keep({ ...this.#mark, known: true });
      if (!this.#mark.known)
        throw portalError("portal.contradiction", "The portal says the dossier exists, and does not know it.");
      return await this.#sendRecord();
    }
    await this.#settled(answer);
    const id = idOf(answer);
    if (!this.#mark.known && client.createsWithoutState === true) {
      await this.#keep({ ...withoutDoubt(this.#mark), known: true, record: "", ...(id === undefined ? {} : { id }) });
      if (id === undefined) await this.#askForId();
      return await this.#sendRecord();
    }
    await this.#keep({
      ...withoutDoubt(this.#mark),
      known: true,
      record: hash,
      seq,
      ...(id === undefined ? {} : { id }),
    });
  }

  /** It was created, in words that do not say under which id: without it no update is taken. */
  async #askForId(): Promise<void> {
    if (this.#parts.profile.lookUp === undefined) return;
    await this.#keep({ ...this.#mark, doubt: "record" });
    await this.#lookUp();
    if (!this.#mark.known)
      throw portalError("portal.contradiction", "The portal took a dossier, and does not know it.");
  }

  async #sendSteps(): Promise<void> {
    const { client, profile } = this.#parts;
    const sent = new Set(this.#mark.sent);
    const left = this.#target.steps.filter(({ seq }) => !sent.has(seq));
    for (let first = 0; first < left.length; first += profile.stepsPerCall) {
      const part = left.slice(first, first + profile.stepsPerCall);
      const answer = await this.#inDoubt("steps", () => client.progress(part.map(({ wire }) => this.#named(wire))));
      await this.#settled(answer);
      const marked = [...this.#mark.sent, ...part.map(({ seq }) => seq)];
      await this.#keep({ ...withoutDoubt(this.#mark), sent: marked });
    }
  }

  /** Under the number and id the portal gave, where it gave any; the id is spelt in three ways (§6). */
  #named(wire: Wire): Wire {
    return namedBy(this.#mark, wire);
  }

  async #inDoubt(doubt: "record" | "steps", call: () => Promise<Classified>): Promise<Classified> {
    const before = this.#mark;
    await this.#keep({ ...before, doubt });
    try {
      return await call();
    } catch (error) {
      if (leftNothing(error)) await this.#keep(before);
      throw error;
    }
  }

  /** @throws AdapterError unless it was accepted; a plain refusal takes the doubt away, everything else leaves it */
  async #settled(answer: Classified): Promise<void> {
    if (answer.kind === "rejected") await this.#keep(withoutDoubt(this.#mark));
    requireTaken(answer);
  }

  async #keep(mark: Mark): Promise<void> {
    this.#mark = mark;
    await this.#parts.marks.write(this.#target.officeId, this.#target.dossierId, mark);
  }
}

export const namedBy = ({ code, id }: Mark, wire: Wire): Wire => ({
  ...wire,
  ...(code === undefined ? {} : { MaHoSo: code }),
  ...(id !== undefined && "IdHoSo" in wire ? { IdHoSo: id } : {}),
  ...(id !== undefined && "IDHoSo" in wire ? { IDHoSo: id } : {}),
});

function withoutDoubt({ doubt: _, ...mark }: Mark): Mark {
  return mark;
}

function idOf({ body }: Classified): string | undefined {
  const data = (body as { readonly data?: unknown } | undefined)?.data;
  return typeof data === "object" && data !== null ? idIn(data as Wire) : undefined;
}
