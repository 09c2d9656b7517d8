/** A hole in a template, and the most characters its value takes: longer ones are cut, so that a checked text fits. */
export const messageVariables = {
  /** Dossier code, or the intake reference before there is one. */
  ref: 40,
  /** Name of the procedure. */
  procedure: 200,
  /** Name of the office. */
  office: 80,
  /** Whom it is written to. */
  name: 60,
  /** Where progress is looked up. */
  link: 120,
  /** Telephone of the office. */
  hotline: 20,
  /** Day of the promise, with the hour when the limit is one of hours. */
  promisedOn: 30,
  /** Day named in an apology. */
  newDate: 30,
  /** Last day the citizen has. */
  until: 30,
  /** Why, in the office's words for the reason's code. */
  reason: 200,
  amount: 30,
  /** Member of an interlinked group, by its name. */
  part: 80,
  /** The agency that was late. */
  agency: 80,
} as const;
export type MessageVariable = keyof typeof messageVariables;

interface KindVariables {
  /** Always have a value. */
  readonly always: readonly MessageVariable[];
  /** May have none: they stand in an optional part only. */
  readonly maybe: readonly MessageVariable[];
}

const common = ["ref", "procedure", "office"] as const;
const perhaps = ["name", "link", "hotline"] as const;
const kind = (maybe: readonly MessageVariable[] = [], always: readonly MessageVariable[] = []): KindVariables => ({
  always: [...common, ...always],
  maybe: [...perhaps, ...maybe],
});

/** Every message a citizen can get (national-portal.md §10, and what decisions write), with the holes it can fill. */
export const messageKinds = {
  "intake-guided": kind(["reason"]),
  "intake-refused": kind(["reason"]),
  accepted: kind(["promisedOn"]),
  "supplement-requested": kind(["until", "reason", "part"]),
  "supplement-received": kind(["promisedOn", "part"]),
  /** One member of an interlinked group has its result, before the others. */
  "partial-result": kind([], ["part"]),
  "partial-refused": kind([], ["part"]),
  "payment-requested": kind(["amount", "until"]),
  extended: kind(["promisedOn"]),
  "promise-moved": kind(["promisedOn"]),
  apology: kind(["newDate", "part", "agency"]),
  rescheduled: kind([], ["newDate"]),
  resolved: kind(),
  /** The matter is refused, which is a result (NĐ 118/2025 Art. 19(3)); written as `resolved` with that outcome. */
  refused: kind(),
  rectified: kind(),
  returned: kind(),
  withdrawn: kind(),
  /** Closed because the citizen's time ran out (Art. 19(5)). */
  closed: kind(),
  voided: kind(),
} as const satisfies { readonly [name: string]: KindVariables };
export type MessageKind = keyof typeof messageKinds;

export const isMessageKind = (name: string): name is MessageKind => Object.hasOwn(messageKinds, name);

export type MessageLanguage = "vi" | "en";

/** How one kind of message is worded, with holes `{ref}` and optional parts `[Hẹn trả: {promisedOn}.]`. */
export interface MessageTemplate {
  /** A few words on how things stand, as a Zalo template shows them. */
  readonly status: Wording;
  /** Of a mail. */
  readonly subject: Wording;
  /** Mail and Zalo. */
  readonly text: Wording;
  /** SMS: every part costs. */
  readonly short: Wording;
}
export type Wording = { readonly [language in MessageLanguage]: string };
export type MessageTemplates = { readonly [kind in MessageKind]: MessageTemplate };

/** How long each part may be. */
export interface MessageLimits {
  /** Characters; 60 by default. */
  readonly status: number;
  /** Characters; 150 by default. */
  readonly subject: number;
  /** Characters; 2,000 by default, as much as a Zalo message takes. */
  readonly text: number;
  /** Parts of an SMS; 3 by default. */
  readonly smsParts: number;
  /** Gateways that take no accents get none; then a part holds 153 characters instead of 67. */
  readonly smsAccents: "keep" | "strip";
}

export const messageLimits: MessageLimits = { status: 60, subject: 150, text: 2000, smsParts: 3, smsAccents: "keep" };
