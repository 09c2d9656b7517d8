import { createHash } from "node:crypto";
import { isVnd, type Json } from "@motcua/core";
import type { ExchangeDoor } from "@motcua/core/conformance";

// An office's door for answers that come by themselves, in the steps it takes: right as it stands, each open to a fault.

interface Said {
  readonly requestId: string;
  readonly outcome: string;
  readonly answer?: Json;
}
interface Asked {
  readonly profile: string;
  readonly end?: { readonly outcome: string; readonly answer?: Json };
}

export interface DoorSteps {
  sealFits(body: string, seal: string): boolean;
  /** The answer as it is kept; `undefined`: not of the form agreed. */
  formed(answer: Json | undefined): Json | undefined;
  mayAnswer(profile: string): boolean;
  isOpen(asked: Asked): boolean;
  outcomeOf(said: Said): string;
}

const sealOf = (body: string, key = "key-of-tax"): string =>
  createHash("sha256").update(`${key}|${body}`).digest("hex");

export const rightDoor: DoorSteps = {
  sealFits: (body, seal) => sealOf(body) === seal,
  formed(answer) {
    const { number, vnd } = (answer ?? {}) as { readonly number?: unknown; readonly vnd?: unknown };
    return typeof number === "string" && typeof vnd === "number" && isVnd(vnd) ? { number, vnd } : undefined;
  },
  mayAnswer: (profile) => profile === "land-tax",
  isOpen: ({ end }) => end === undefined,
  outcomeOf: ({ outcome }) => outcome,
};

export function plainDoor(steps: DoorSteps, answerOf: (n: number) => Json): ExchangeDoor {
  const book = new Map<string, Asked>();
  const sealed = (body: string, key?: string): string => JSON.stringify({ body, seal: sealOf(body, key) });
  return {
    async begin(requestId, profile) {
      book.set(requestId, { profile });
    },
    message(requestId, n, says = "answered") {
      const answer = says === "odd" ? { number: 7 } : answerOf(n);
      const outcome = says === "odd" ? "answered" : says;
      return sealed(JSON.stringify({ requestId, outcome, ...(outcome === "answered" ? { answer } : {}) }));
    },
    forged(message, how) {
      const { body, seal } = JSON.parse(message) as { readonly body: string; readonly seal: string };
      if (how === "other-key") return sealed(body, "key-of-others");
      if (how === "no-signature") return JSON.stringify({ body, seal: "" });
      return JSON.stringify({ body: body.replace("TB-", "TB-9"), seal });
    },
    async take(message) {
      const { body, seal } = JSON.parse(message) as { readonly body: string; readonly seal: string };
      const said = JSON.parse(body) as Said;
      const asked = book.get(said.requestId);
      if (!steps.sealFits(body, seal) || asked === undefined || !steps.mayAnswer(asked.profile)) return "refused";
      const outcome = steps.outcomeOf(said);
      const answer = outcome === "answered" ? steps.formed(said.answer) : undefined;
      if ((outcome === "answered" && answer === undefined) || !steps.isOpen(asked)) return "refused";
      book.set(said.requestId, { ...asked, end: { outcome, ...(answer === undefined ? {} : { answer }) } });
      return "taken";
    },
    ended: async (requestId) => book.get(requestId)?.end,
  };
}
