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
