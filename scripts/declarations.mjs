import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

/** What a source re-exports from outside of src: the declarations of the other take its place. */
const elsewhere = { "src/program/opcode.ts": "assembly/tape/opcode.ts" };

/** Text between `from`, `import` or `module` and the end of a relative path that ends in .ts. */
const relativePath = /((?:from|import|module) ?\(?")(\.[^"]*)\.ts"/g;

/** One declaration file for each source that the entries reach, written below each of the folders. */
export function declarations(entries, folders) {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
  const compilerOptions = { ...options, noEmit: false, emitDeclarationOnly: true };
  const seen = new Set(entries);
  for (const source of seen) {
    const text = readFileSync(elsewhere[source] ?? source, "utf8");
    // isolatedDeclarations makes the files independent of each other.
    const { outputText, diagnostics } = ts.transpileDeclaration(text, { compilerOptions });
    // What is left out becomes `any`: worth a line, not worth a build that fails.
    for (const { messageText } of diagnostics) process.stderr.write(`${source}: ${messageText}\n`);
    for (const [, , path] of outputText.matchAll(relativePath)) {
      const next = join(dirname(source), `${path}.ts`);
      if (existsSync(next)) seen.add(next);
    }
    const output = outputText.replaceAll(relativePath, '$1$2.js"');
    for (const folder of folders) write(join(folder, relative("src", source)), output);
  }
}

function write(path, text) {
  const declaration = path.replace(/\.ts$/, ".d.ts");
  mkdirSync(dirname(declaration), { recursive: true });
  writeFileSync(declaration, text);
}
