import { Buffer } from "node:buffer";
import { invariant } from "../shared/core.ts";

/** Types whose arrays are sent here. */
export type ElementType = "text" | "bigint" | "boolean";
export type Element = string | number | boolean | null;

const oidOf: { readonly [type in ElementType]: number } = { text: 25, bigint: 20, boolean: 16 };
const headerBytes = 20;

/** Arrays are laid out here and copied out at their size: to ask for room for the worst case each time costs more than
 *  the writing. */
let desk = Buffer.allocUnsafeSlow(65_536);

/**
 * An array as PostgreSQL takes it in binary. As text, every quote of an event would be escaped here and every element
 * parsed there.
 *
 * @throws InvariantError an element is not of the type
 */
export function binaryArray(type: ElementType, elements: readonly Element[]): Buffer {
  makeRoom(headerBytes);
  let offset = writeHeader(type, elements);
  for (const element of elements) {
    // UTF-8 takes at most three bytes for a unit of UTF-16.
    makeRoom(offset + 4 + (typeof element === "string" ? element.length * 3 : 8));
    const length = element === null ? -1 : writeElement(type, element, offset + 4);
    desk.writeInt32BE(length, offset);
    offset += 4 + Math.max(0, length);
  }
  return Buffer.from(desk.subarray(0, offset));
}

function makeRoom(size: number): void {
  if (size <= desk.length) return;
  const larger = Buffer.allocUnsafeSlow(size * 2);
  desk.copy(larger);
  desk = larger;
}

/** Dimensions (none when it is empty), whether something is null, the type, how many, and that they count from 1. */
function writeHeader(type: ElementType, elements: readonly Element[]): number {
  desk.writeInt32BE(elements.length === 0 ? 0 : 1, 0);
  desk.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  desk.writeInt32BE(oidOf[type], 8);
  if (elements.length === 0) return 12;
  desk.writeInt32BE(elements.length, 12);
  return desk.writeInt32BE(1, 16);
}

/** @returns bytes written */
function writeElement(type: ElementType, element: Exclude<Element, null>, offset: number): number {
  if (type === "text") {
    invariant(typeof element === "string", "text");
    return desk.write(element, offset);
  }
  if (type === "boolean") {
    invariant(typeof element === "boolean", "true or false");
    desk.writeUInt8(element ? 1 : 0, offset);
    return 1;
  }
  invariant(typeof element === "number" && Number.isSafeInteger(element), "a whole number");
  const high = Math.floor(element / 0x1_0000_0000);
  desk.writeInt32BE(high, offset);
  desk.writeUInt32BE(element - high * 0x1_0000_0000, offset + 4);
  return 8;
}
