import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventWord, limitWord } from "../../packages/cli/src/dossier/words.ts";

const source = (path: string): string =>
  readFileSync(new URL(`../../packages/core/src/${path}`, import.meta.url), "utf8");
const between = (text: string, from: string, to: string): string => text.slice(text.indexOf(from)).split(to)[0] ?? "";

const events = source("dossier/events.ts");
const eventTypes = [...`${events}${source("dossier/member-events.ts")}`.matchAll(/readonly type: "([a-z-]+)"/g)].map(
  ([, type = ""]) => type,
);
const quoted = (text: string): readonly string[] => [...text.matchAll(/"([a-z-]+)"/g)].map(([, name = ""]) => name);
const limitKinds = [
  ...quoted(between(events, "export type LimitKind =", ";")),
  ...quoted(between(source("rules/types.ts"), "export type DutyId =", ";")),
];

describe("what the timeline of a dossier calls things", () => {
  it("every event type has a Vietnamese and an English word, no two the same", () => {
    expect(eventTypes.length).toBeGreaterThan(45);
    expect(eventTypes.filter((type) => eventWord(type).vi === eventWord(type).en)).toEqual([]);
    expect(new Set(eventTypes.map((type) => eventWord(type).vi)).size).toBe(eventTypes.length);
  });

  it("every kind of limit has them, also where a dossier has several of the kind", () => {
    expect(limitKinds.length).toBeGreaterThan(15);
    const names = [
      ...limitKinds,
      "consult:thue-1",
      "apology:2",
      "ack:escalation:14",
      "member:birth",
      "member-answer:birth",
    ];
    expect(names.filter((name) => limitWord(name).vi === limitWord(name).en)).toEqual([]);
  });

  it("what a later release calls by a name unknown here is shown by that name", () => {
    expect([eventWord("toString").vi, limitWord("later:1").en]).toEqual(["toString", "later:1"]);
  });
});
