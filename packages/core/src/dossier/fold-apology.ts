import { unreachable } from "../base/invariant.ts";
import type { EventOf } from "./events.ts";
import { dropLimit } from "./fold-limits.ts";
import { happenedAt, type OwnState } from "./own-state.ts";
import type { ApologyState } from "./state.ts";

type ApologyEvent = EventOf<
  | "apology-owed"
  | "apology-missed"
  | "apology-drafted"
  | "apology-signed"
  | "apology-sent"
  | "apology-lapsed"
  | "apology-unneeded"
  | "rescheduled"
>;

export function applyApology(next: OwnState, event: ApologyEvent): void {
  if (event.type === "apology-sent" || event.type === "apology-lapsed") dropLimit(next, event.apologyId);
  if (event.type === "apology-owed") {
    next.apologies = [
      ...next.apologies,
      {
        apologyId: event.apologyId,
        kind: event.kind,
        status: "owed",
        owedAt: happenedAt(event),
        cause: event.cause,
        ...(event.dueOn === undefined ? {} : { dueOn: event.dueOn }),
        ...(event.newDate === undefined ? {} : { newDate: event.newDate }),
        ...answerableOf(event),
      },
    ];
    return;
  }
  if (event.type === "rescheduled") next.rescheduledTo = [...next.rescheduledTo, event.newDate];
  next.apologies = next.apologies.map((apology) =>
    apology.apologyId === event.apologyId ? changedApology(apology, event) : apology,
  );
}

const answerableOf = ({ answerable, apologises }: Pick<ApologyState, "answerable" | "apologises">) => ({
  ...(answerable === undefined ? {} : { answerable }),
  ...(apologises === undefined ? {} : { apologises }),
});

function changedApology(apology: ApologyState, event: Exclude<ApologyEvent, { type: "apology-owed" }>): ApologyState {
  switch (event.type) {
    case "apology-missed":
      return { ...apology, missedOn: event.on };
    case "apology-drafted": {
      // A new draft voids the signature under the one before.
      const { signedBy: _signedBy, letterNumber: _letterNumber, ...unsigned } = apology;
      return {
        ...unsigned,
        status: "drafted",
        draftedBy: event.by.person,
        ...(event.newDate === undefined ? {} : { newDate: event.newDate }),
        ...(event.letter === undefined ? {} : { letter: event.letter }),
        ...answerableOf(event),
      };
    }
    case "apology-signed":
      return {
        ...apology,
        status: "signed",
        signedBy: event.by.person,
        ...(event.letterNumber === undefined ? {} : { letterNumber: event.letterNumber }),
      };
    case "apology-sent":
      return { ...apology, status: "sent", sentAt: happenedAt(event) };
    case "apology-lapsed":
      return { ...apology, status: "lapsed" };
    case "apology-unneeded":
      return { ...apology, status: "unneeded" };
    case "rescheduled":
      return { ...apology, rescheduled: true };
    default:
      return unreachable(event, "apology");
  }
}
