import { mermaidDiagram, procedureSheet } from "@motcua/core";
import { vietnamProcedure } from "@motcua/core/vietnam";
import { expect, it } from "vitest";
import { sample } from "./sample.ts";

const named = ["1.001193", "1.001612", "1.013949"].flatMap((code) => vietnamProcedure(code) ?? []);

it.each([...named, sample()].map((definition) => [definition.code, definition] as const))(
  "diagram and sheet of %s",
  async (code, definition) => {
    await expect(mermaidDiagram(definition)).toMatchFileSnapshot(`../fixtures/procedures/${code}.mmd`);
    await expect(procedureSheet(definition)).toMatchFileSnapshot(`../fixtures/procedures/${code}.md`);
  },
);

it("no two states of a diagram share a node, whatever the ids", () => {
  const { steps, ...rest } = sample();
  const [first] = steps;
  if (first === undefined) throw new Error("the sample has steps");
  const also = [`${first.id}-supplement`, "end-granted"].map((id) => ({ ...first, id, mayAskSupplement: true }));
  const text = mermaidDiagram({ ...rest, steps: [{ ...first, mayAskSupplement: true }, ...steps.slice(1), ...also] });
  const nodes = [...text.matchAll(/^ {2}state ".*" as (\S+)$/gm)].map(([, node]) => node);
  expect(new Set(nodes).size).toBe(nodes.length);
});
