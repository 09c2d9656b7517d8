import type { Book } from "./book.ts";
import type { Sessions } from "./sessions.ts";
import type { DoubleProfile, Fields, Reply } from "./types.ts";

/** A call as it came in. */
export interface Incoming {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: unknown;
  /** As it came, for parts that are no JSON. */
  readonly raw: Buffer;
}

/** What a call is about, found before it is done, so that a fault can come in between. */
export interface Understood {
  readonly creates: boolean;
  /** Only opens a session or the like. */
  readonly login: boolean;
  readonly session?: string;
  run(): Reply;
}

/** A generation of the interface. */
export interface Protocol {
  readonly profile: DoubleProfile;
  /** `undefined`: no such call. */
  understand(call: Incoming, book: Book, sessions: Sessions): Understood | undefined;
}

export const fieldsOf = (body: unknown): Fields =>
  typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Fields) : {};

export const listOf = (body: unknown): readonly Fields[] => (Array.isArray(body) ? body.map(fieldsOf) : []);
