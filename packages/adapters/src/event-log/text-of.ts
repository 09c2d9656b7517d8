import { TextDecoder } from "node:util";

/** Bytes that are no text in the encoding they should have. */
export class NotTextError extends Error {
  readonly encoding: string;

  constructor(encoding: string) {
    super(`not text in ${encoding}`);
    this.encoding = encoding;
  }
}

/** Bytes as text: UTF-8, UTF-16 with its mark, or what an XML declaration names.
 *  @throws NotTextError */
export async function* textOf(
  source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): AsyncGenerator<string, void, undefined> {
  let decoder: Decoder | undefined;
  for await (const chunk of source) {
    if (typeof chunk === "string") yield chunk;
    else {
      decoder ??= new Decoder(encodingOf(chunk));
      yield decoder.text(chunk);
    }
  }
  if (decoder !== undefined) yield decoder.text();
}

class Decoder {
  readonly #encoding: string;
  readonly #decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: string) {
    this.#encoding = encoding;
    try {
      this.#decoder = new TextDecoder(encoding, { fatal: true });
    } catch {
      throw new NotTextError(encoding);
    }
  }

  /** Without a chunk: the end. */
  text(chunk?: Uint8Array): string {
    try {
      return chunk === undefined ? this.#decoder.decode() : this.#decoder.decode(chunk, { stream: true });
    } catch {
      throw new NotTextError(this.#encoding);
    }
  }
}

function encodingOf(chunk: Uint8Array): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return "utf-16be";
  const head = String.fromCharCode(...chunk.subarray(0, 200));
  return /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*\bencoding=["']([\w.-]+)["']/.exec(head)?.[1] ?? "utf-8";
}
