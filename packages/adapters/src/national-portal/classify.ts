/** What an answer means for what was sent (§7). `unclear`: it may have been done; look it up first. */
export type AnswerKind = "accepted" | "exists" | "rejected" | "retry" | "session" | "unclear";

export interface Classified {
  readonly kind: AnswerKind;
  /** Numeric whatever it was written as; absent where the answer had none. */
  readonly code?: number;
  /** Bounded; of the portal, never of the dossier. */
  readonly message: string;
  /** The answer as JSON, where it was. */
  readonly body: unknown;
}

/** How answers are read. Words are compared without regard to case; a portal that words things otherwise is a setting. */
export interface AnswerRules {
  /** Name of the field with the code: `error_code`, `code`. */
  readonly codeField: string;
  readonly messageField: string;
  /** Codes that mean done. */
  readonly acceptedCodes: readonly number[];
  /** Codes that only mean "understood": the words decide (as client B does with 3 and -3). */
  readonly wordCodes: readonly number[];
  readonly acceptedWords: readonly string[];
  readonly existsWords: readonly string[];
  /** The session is gone: open another one and send again. */
  readonly sessionWords: readonly string[];
  readonly retryWords: readonly string[];
  /** What an answer without a code and without known words is. */
  readonly otherwise: "unclear" | "rejected";
}

export const answerRules: AnswerRules = {
  codeField: "error_code",
  messageField: "message",
  acceptedCodes: [0],
  wordCodes: [3, -3],
  acceptedWords: ["thành công"],
  existsWords: ["đã tồn tại"],
  sessionWords: ["phiên làm việc", "session"],
  retryWords: ["thử lại", "quá tải", "bảo trì"],
  otherwise: "unclear",
};

/** Reads an answer: its status, then its code as a number, then its words. Never throws. */
export function classify(status: number, text: string, rules: AnswerRules): Classified {
  const body = jsonOf(text);
  const fields = (typeof body === "object" && body !== null ? body : {}) as { readonly [name: string]: unknown };
  const raw = fields[rules.messageField];
  const message = (typeof raw === "string" ? raw : body === undefined ? text : "").slice(0, 200);
  const code = numberOf(fields[rules.codeField]);
  const about = { message, body, ...(code === undefined ? {} : { code }) };
  return { ...about, kind: kindOf(status, code, message, rules) };
}

function kindOf(status: number, code: number | undefined, message: string, rules: AnswerRules): AnswerKind {
  if (status === 401) return "session";
  // A gateway may have passed it on before it gave up.
  if (status === 502 || status === 504) return "unclear";
  if (status >= 500 || status === 408 || status === 425 || status === 429) return "retry";
  const said = message.normalize("NFC").toLowerCase();
  const has = (words: readonly string[]): boolean => words.some((word) => said.includes(word));
  if (has(rules.existsWords)) return "exists";
  if (code !== undefined && rules.acceptedCodes.includes(code) && status < 300) return "accepted";
  if (has(rules.sessionWords)) return "session";
  if (has(rules.retryWords)) return "retry";
  const wordsDecide = code === undefined || rules.wordCodes.includes(code);
  if (wordsDecide && status < 300 && has(rules.acceptedWords)) return "accepted";
  return code !== undefined || status >= 400 ? "rejected" : rules.otherwise;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `0`, `"0"` and `"00"` are one code. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "string" && /^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : undefined;
}
