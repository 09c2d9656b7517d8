import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type CodeBlock, codeBlocks, pages, root } from "./docs-files.ts";

// Below the command line, because it may import everything a page does: core, adapters, yaml.
const folder = join(root, "packages/cli/docs-check");

const nameOf = (block: CodeBlock): string => `${block.page.replaceAll(/\W+/g, "-")}-line-${block.line}.ts`;
const exportsName = (block: CodeBlock, name: string): boolean =>
  new RegExp(`^export (async )?(const|function|class|interface|type) ${name}\\b`, "m").test(block.text);

/** A relative import means the block of the same page that exports the name. */
function resolved(block: CodeBlock, page: readonly CodeBlock[]): string {
  return block.text.replace(/import \{ ([^}]+) \} from "\.\/[^"]+";/g, (line, names: string) => {
    const [first = ""] = names.split(",").map((name) => name.replace("type ", "").trim());
    const source = page.find((other) => other !== block && exportsName(other, first));
    return source === undefined ? line : `import { ${names} } from "./${nameOf(source)}";`;
  });
}

it("TypeScript in the documentation compiles", () => {
  const checked = pages().map((page) => codeBlocks(page).filter((block) => block.language === "ts"));
  expect(checked.flat().length).toBeGreaterThan(8);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    for (const page of checked)
      for (const block of page) writeFileSync(join(folder, nameOf(block)), resolved(block, page));
    const settings = {
      extends: "../../../tsconfig.base.json",
      compilerOptions: { types: ["node"] },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const done = spawnSync(process.execPath, [tsc, "-p", folder], { cwd: root, encoding: "utf8" });
    expect(`${done.stdout}${done.stderr}`).toBe("");
    expect(done.status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
