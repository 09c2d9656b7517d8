import { expect, it } from "vitest";
import { atOfficer, type Body, business, people, submitted, why } from "./kit.ts";

const told = "Ông Nguyễn Văn An, 0912 345 678, đang nằm viện";
const suspend = { type: "suspend", groundId: "g1", ground: "court", source: "court order 7", party: "court" };

it.each<[string, Body]>([
  ["a reason", { type: "request-supplement", reason: why(told) }],
  ["the reason of a back-dated act", { type: "claim", reason: why(told) }],
  ["a ground", { ...suspend, ground: told }],
  ["the id of a ground", { ...suspend, groundId: told }],
  ["whom the time is booked on", { ...suspend, party: told }],
  ["the id of a consultation", { type: "consult", consultId: told, unit: "land" }],
  ["an empty code", { type: "request-supplement", reason: why("") }],
  ["a ground without a source", { ...suspend, source: " " }],
])("%s that is no code is refused, and does not come back in the message", (_name, body) => {
  const d = atOfficer(business, "2026-08-20 09:00");
  const refusal = d.try(people.officer, body);
  expect(refusal?.code).toBe("command.input");
  expect(JSON.stringify(refusal)).not.toContain("Nguyễn");
});

it("a reference of the counter is short", () => {
  const d = submitted(business, "2026-08-20 09:00");
  const body = { type: "submit", procedure: business, channel: "counter", caseId: "general", facts: {} };
  d.state = undefined;
  expect(d.refused(people.desk, { ...body, intakeRef: "r".repeat(201) })).toBe("command.input");
});
