import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { afterAll, expect, test } from "vitest";
import { exampleBlocks } from "./exampleBlocks.ts";

const folder = mkdtempSync("build/typed-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a reader's editor underlines, with `strict` and nothing beyond it. */
function underlined(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile("tsconfig.test.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ".");
  const program = ts.createProgram(files, {
    ...options,
    noUnusedLocals: false,
    noUncheckedIndexedAccess: false,
    exactOptionalPropertyTypes: false,
  });
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  });
}

const written = (blocks: readonly { name: string; module: string }[]) =>
  blocks.map(({ name, module }) => {
    const file = `${folder}/${name.replaceAll(/\W+/g, "-")}.ts`;
    writeFileSync(file, `${module}\nexport {};\n`);
    return file;
  });

test("every block of the pages and doc comments passes the type checker, strictly, and a wrong one does not", () => {
  const wrong = `import { itd } from "echelon"; itd({ stepss: 5 });`;
  const found = underlined(written([...exampleBlocks(), { name: "wrong", module: wrong }]));
  expect(found).toEqual([expect.stringMatching(/wrong\.ts: .*'stepss' does not exist/)]);
});
