import { readFileSync } from "node:fs";
import { sourceFiles } from "./sourceFiles.ts";

export interface ExampleBlock {
  readonly name: string;
  readonly module: string;
}

/**
 * Every ts block of the pages and doc comments as a module that asserts what its arrows claim:
 * `value; // → 3` must hold to the digits written. A block without an import of the package continues the one before.
 */
export function exampleBlocks(): ExampleBlock[] {
  const pages = ["README.md", ...sourceFiles("docs", ".md"), ...sourceFiles("src")];
  return pages.flatMap((page) => {
    const text = readFileSync(page, "utf8").replaceAll(
      /^ *\* ?/gm,
      page.endsWith(".ts") ? "" : "$&",
    );
    const blocks: string[] = [];
    for (const [, code = ""] of text.matchAll(/```ts\n(.*?)```/gs)) {
      const continues = !/from "echelon/.test(code);
      blocks.push(continues ? `${blocks.at(-1) ?? ""}\n${code}` : code);
    }
    return blocks.map((code, i) => ({
      name: `${page} block ${i + 1}`,
      module: `import { expect } from "vitest";\nimport { plain, written } from "../../test/house/written.ts";\n${asserting(code)}`,
    }));
  });
}

/** `x; // → 3` and `const x = f(); // → 3`, with the arrow as an assertion. */
function asserting(code: string): string {
  return code.replaceAll(/^(.+?);[ \t]*\/\/ → (.+)$/gm, (_, statement: string, claim: string) => {
    const declared = /^\s*(?:const|let) (\w+)/.exec(statement)?.[1];
    const logged = /^\s*console\.log\((.*)\)$/.exec(statement)?.[1];
    const value = declared ?? logged ?? statement.trim();
    const before = declared === undefined ? "" : `${statement};\n`;
    return `${before}expect(plain(${value})).toEqual(written(${JSON.stringify(claim)}));`;
  });
}
