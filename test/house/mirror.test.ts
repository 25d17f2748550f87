import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { code, sourceFiles } from "./sourceFiles.ts";

/** The names a file exports that can be run. */
function exported(path: string): string[] {
  const names = code(path).matchAll(/^export (?:async )?(?:function\*?|class|const|let) (\w+)/gm);
  return [...names].map(([, name = ""]) => name);
}

/** Does a test below `folder` use one of these names? */
function isUsed(names: readonly string[], folder: string): boolean {
  const word = new RegExp(`\\b(${names.join("|")})\\b`);
  return sourceFiles(folder, ".test.ts").some((path) => word.test(readFileSync(path, "utf8")));
}

const sources = sourceFiles("src").filter((path) => exported(path).length > 0);
const kernels = code("src/core/kernels.ts");
const assembled = sourceFiles("assembly").filter(
  (path) =>
    path !== "assembly/index.ts" &&
    exported(path).some((name) => new RegExp(`\\b${name}\\(`).test(kernels)),
);

test.each(sources)("%s has a test of its name, or one in its room that uses it", (path) => {
  const inside = path.replace(/^src\//, "");
  const mirror = `test/${inside.replace(/\.ts$/, ".test.ts")}`;
  const room = inside.includes("/") ? `test/${inside.split("/")[0]}` : "test";
  expect(existsSync(mirror) || isUsed(exported(path), room)).toBe(true);
});

test.each(assembled)(
  "%s: every kernel it exports is used by a test of the assembly or of the program",
  (path) => {
    const names = exported(path).filter((name) => new RegExp(`\\b${name}\\(`).test(kernels));
    const unused = names.filter(
      (name) => !isUsed([name], "test/assembly") && !isUsed([name], "test/program"),
    );
    expect(unused).toEqual([]);
  },
);
