import { canonicalJson, InvariantError, type Json, type Shape } from "../shared/core.ts";

/** A value of the form agreed that can be kept: whole numbers, text, booleans and what is made of them, whatever the shape
 *  would let through. */
export function keptAs<A>(shape: Shape<A>, value: unknown): Json | undefined {
  const read = shape.safeParse(value);
  if (!read.success) return undefined;
  try {
    return JSON.parse(canonicalJson(read.data as Json)) as Json;
  } catch (error) {
    if (InvariantError.is(error)) return undefined;
    throw error;
  }
}
