import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binaryArray, type Element, type ElementType } from "../../packages/adapters/src/postgres/binary-array.ts";
import { usePostgres } from "./postgres-kit.ts";

const kit = usePostgres();
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString: kit.server.url() });
  await client.connect();
});
afterAll(() => client.end());

/** What the server understood, told by itself as text. */
async function understood(type: ElementType, elements: readonly Element[]): Promise<readonly (string | null)[]> {
  const sql = `SELECT coalesce(array_agg(e::text ORDER BY i), '{}') AS told FROM unnest($1::${type}[]) WITH ORDINALITY AS u(e, i)`;
  const { rows } = await client.query<{ told: (string | null)[] }>(sql, [binaryArray(type, elements)]);
  return rows[0]?.told ?? [];
}

const asText = (element: Element): string | null => (element === null ? null : String(element));

describe("arrays sent in binary arrive as they were", () => {
  const texts = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", "0"));
  const kinds = {
    text: fc.oneof(texts, fc.constantFrom('{"a":"\\"b\\""}', "NULL", "Nguyễn Thị Hạnh", "đ".repeat(30_000))),
    bigint: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(-1, 2 ** 31, 2 ** 32, -(2 ** 32), -(2 ** 53 - 1))),
    boolean: fc.boolean(),
  } as const;

  it.each(["text", "bigint", "boolean"] as const)("%s", async (type) => {
    const lists = fc.array(fc.option<Element>(kinds[type], { nil: null }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(lists, async (elements) => {
        expect(await understood(type, elements)).toEqual(elements.map(asText));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["text", 1],
    ["bigint", 1.5],
    ["bigint", 2 ** 53],
    ["boolean", "true"],
  ] as const)("%s refuses %s", (type, element) => {
    expect(() => binaryArray(type, [element])).toThrow();
  });
});
