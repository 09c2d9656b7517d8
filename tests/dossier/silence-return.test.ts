import { lintProcedure, type ProcedureDefinition } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { filing } from "../engine/engine-kit.ts";
import { act, business, Driver, inForce, people, why } from "./kit.ts";

/** A definition from before lint knew: what lies at the counter for two days counts as handed out. */
const silent = (definition: ProcedureDefinition): ProcedureDefinition => ({
  ...definition,
  steps: definition.steps.map((step) =>
    step.id === "return"
      ? {
          ...step,
          wait: { budget: { unit: "working-day", amount: 2 }, ground: "counter", source: "quy chế" },
          follows: { over: "handOver" },
        }
      : step,
  ),
});

const resolved = (returnAt?: string): Driver =>
  new Driver(inForce("1.001612", { definition: silent }), "2026-08-20 09:00")
    .ok(people.desk, { ...filing(business), ...(returnAt === undefined ? {} : { returnAt }) })
    .ok(people.desk, { type: "accept" })
    .ok(people.desk, act("intake", "forward"))
    .ok(people.officer, act("officer", "submit"))
    .ok(people.head, act("leader", "approve"));

describe("silence that would hand out a result", () => {
  it("hands none out that is returned elsewhere, and the dossier still moves", () => {
    const d = resolved("xc-1").runTo("2026-08-28 09:00");
    expect([d.work, d.dossier.endedAt]).toEqual(["return", undefined]);
    expect(d.all("rung-taken").map(({ limit, rung }) => `${limit} ${rung}`)).toContain("wait over");
    expect(d.refused(people.desk, act("return", "handOver"))).toBe("return.elsewhere");
    d.ok(people.desk, { type: "correct", field: "returnAt", value: "xa-1", reason: why("citizen-asked") });
    d.ok(people.desk, act("return", "handOver"));
    expect(d.dossier.endedAt).toBeDefined();
  });

  it("lets it go to where it is returned", () => {
    const d = resolved("xc-1").at("2026-08-28 09:00");
    d.ok(people.director, { type: "hand-over", to: "xc-1", partner: "xc" });
    expect(d.all("handed-over")).toHaveLength(1);
  });

  it("is waited for where it can still come: nobody hands out before", () => {
    expect(resolved("xc-1").refused(people.desk, act("return", "handOver"))).toBe("moment.required");
  });

  it("ends it where it is returned here, as its definition says", () => {
    expect(resolved().runTo("2026-08-28 09:00").all("returned")).toHaveLength(1);
  });

  it("is an error of the definition", () => {
    const { definition } = inForce("1.001612", { definition: silent }).procedure;
    const errors = lintProcedure(definition).filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, path }) => [code, path])).toEqual([["follows.ends", expect.stringMatching(/over$/)]]);
  });
});
