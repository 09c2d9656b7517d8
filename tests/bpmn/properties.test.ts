import { bpmnConventions, readBpmnModel } from "@motcua/adapters/bpmn";
import { checkModel, compileModel, type Model, runUnit } from "@motcua/core/simulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bpmn, parameters, read, startAt } from "./kit.ts";
import { type Block, block, ProcessWriter, secondsOf } from "./random-process.ts";

function written(of: Block): { readonly xml: string; readonly params: { [section: string]: unknown } } {
  const writer = new ProcessWriter();
  const xml = bpmn(writer.write(of));
  return { xml, params: parameters(writer.tasks, writer.parameters()) };
}

const run = (model: Model) => runUnit(compileModel(model), { seed: 1, replication: 0, office: 0 });

const priorities = [
  { priority_level: 1, rules: [[{ attribute: "answer", comparison: "=", value: "yes" }]] },
  { priority_level: 2, rules: [[{ attribute: "size", comparison: "in", value: [8, "inf"] }]] },
];

describe("random processes", () => {
  it.each([
    ["as they are", {}],
    ["with priorities, which make several nodes of a task", { prioritisation_rules: priorities }],
  ])("take as long as their blocks say, %s", async (_what, more) => {
    await fc.assert(
      fc.asyncProperty(block, async (of) => {
        const { xml, params } = written(of);
        const { model } = await read(xml, { ...params, ...more }, { cases: 3 });
        expect(checkModel(model)).toEqual([]);
        const [flow] = run(model).flows;
        expect(flow).toMatchObject({ arrived: 3, finished: 3, open: 0 });
        expect([flow?.cycleMs.min, flow?.cycleMs.max]).toEqual([secondsOf(of) * 1000, secondsOf(of) * 1000]);
      }),
      { numRuns: 150 },
    );
  });

  it("are refused, not run, when a flow is taken out of them", async () => {
    const codes = /^bpmn\.(dead_end|unreachable|no_way_out|no_start|bad_shares|no_shares|unknown_reference)$/;
    await fc.assert(
      fc.asyncProperty(block, fc.nat(), async (of, at) => {
        const { xml, params } = written(of);
        const all = [...xml.matchAll(/<bpmn:sequenceFlow [^>]*\/>/g)];
        const [flow = ""] = all[at % all.length] ?? [];
        const made = await readBpmnModel(xml.replace(flow, ""), params, { cases: 1, startAt });
        // Side by side without a gateway, one way less is still a process.
        if (made.ok) expect(flow).toMatch(/sourceRef="t/);
        else for (const { code } of made.error) expect(code).toMatch(codes);
      }),
      { numRuns: 150 },
    );
  });

  it("never throw for parameters with something replaced", async () => {
    const odd = fc.oneof(fc.constantFrom(null, -1, 1e308, "", "x", [], {}, [null], { value: null }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(block, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), odd, async (of, steps, value) => {
        const { xml, params } = written(of);
        replace(params, steps, value);
        const made = await readBpmnModel(xml, params, { cases: 1, startAt });
        if (made.ok) compileModel(made.value.model);
        else expect(made.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});

/** Goes down into a value by the steps and replaces what is there. */
function replace(target: unknown, [step = 0, ...rest]: readonly number[], value: unknown): void {
  if (typeof target !== "object" || target === null) return;
  const keys = Object.keys(target);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return;
  const inside = (target as { [key: string]: unknown })[key];
  if (rest.length > 0 && typeof inside === "object" && inside !== null && Object.keys(inside).length > 0)
    replace(inside, rest, value);
  else (target as { [key: string]: unknown })[key] = value;
}

it("the presets are the conventions of their tools", () => {
  expect(bpmnConventions.prosimos).toMatchObject({ arrivals: "elapsed", dispatch: "when-enabled", shiftEnd: "pause" });
  expect(bpmnConventions.bimp).toMatchObject({ arrivals: "open-time", dispatch: "when-free", shiftEnd: "pause" });
});
