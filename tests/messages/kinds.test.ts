import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMessageKind, messageKinds, wordingOf } from "@motcua/core";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../packages/core/src/dossier/", import.meta.url));
const sources = readdirSync(folder).map((name) => readFileSync(`${folder}${name}`, "utf8"));

/** Kinds that decisions write to citizens as they stand in the sources, and the ends, which are written by their outcome. */
const written = new Set([
  ...sources.flatMap((text) =>
    [...text.matchAll(/send\(\s*draft,\s*"citizen",\s*"([a-z-]+)"/g)].map((found) => found[1]),
  ),
  // A member's result, by its outcome.
  "partial-result",
  "partial-refused",
  "withdrawn",
  "closed",
  "voided",
]);

it("every message that decisions write to a citizen has its words", () => {
  expect(written.size).toBeGreaterThan(12);
  expect([...written].filter((kind) => wordingOf(kind ?? "", {}) === undefined)).toEqual([]);
});

it("no words are kept for messages nobody writes; a refusal is written as a result with that outcome", () => {
  const unused = Object.keys(messageKinds).filter((kind) => isMessageKind(kind) && !written.has(kind));
  expect(unused).toEqual(["refused"]);
});
