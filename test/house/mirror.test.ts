import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { publicFaces } from "./publicFaces.ts";
import { code, sourceFiles } from "./sourceFiles.ts";

/** The names a file exports that can be run. */
function exported(path: string): string[] {
  const names = code(path).matchAll(/^export (?:async )?(?:function\*?|class|const|let) (\w+)/gm);
  return [...names].map(([, name = ""]) => name);
}

/** Every test but those of the house, as one text. */
const tests = sourceFiles("test", ".test.ts")
  .filter((path) => !path.startsWith("test/house/"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");
const isUsed = (name: string) => new RegExp(`\\b${name}\\b`).test(tests);

const importsOf = (importer: string) =>
  [...readFileSync(importer, "utf8").matchAll(/(?:from|import) ?\(?"(\.[^"]+\.ts)"/g)].map(
    ([, path = ""]) => posix.join(posix.dirname(importer), path),
  );

/** Everything these files import, and what that imports. */
function reached(files: readonly string[], seen: Set<string> = new Set()): Set<string> {
  for (const file of files) {
    if (seen.has(file) || file.includes(".generated.") || !existsSync(file)) continue;
    seen.add(file);
    reached(importsOf(file), seen);
  }
  return seen;
}

const sources = sourceFiles("src").filter((path) => exported(path).length > 0);
const faces = Object.values(publicFaces());
const withoutTypes = (path: string) => code(path).replaceAll(/export type [^;]*;/g, "");
const face = new Set(
  faces.flatMap((path) =>
    [...withoutTypes(path).matchAll(/from "(\.[^"]+)"/g)].map(([, to = ""]) =>
      posix.join(posix.dirname(path), to),
    ),
  ),
);
const fromFace = reached(faces);

test.each(sources.filter((path) => face.has(path)))(
  "%s: what it offers to users is used by a test",
  (path) => {
    const mirror = path.replace(/^src\//, "test/").replace(/\.ts$/, ".test.ts");
    expect(existsSync(mirror) || exported(path).some(isUsed)).toBe(true);
  },
);

// A runtime's own variant of a file, name.runtime.ts, is put in place by the build.
const isVariant = (path: string) => /\/\w+\.\w+\.ts$/.test(path);

test("every file of src serves the public face", () => {
  expect(sources.filter((path) => !fromFace.has(path) && !isVariant(path))).toEqual([]);
});

const kernels = code("src/core/kernels.ts");
const isKernel = (name: string) => new RegExp(`\\b${name}\\(`).test(kernels);
const assembled = sourceFiles("assembly").filter(
  (path) => path !== "assembly/index.ts" && exported(path).some(isKernel),
);

test.each(assembled)("%s: every kernel it exports is used by a test", (path) => {
  expect(exported(path).filter((name) => isKernel(name) && !isUsed(name))).toEqual([]);
});
