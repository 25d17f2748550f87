import { posix } from "node:path";
import { expect, test } from "vitest";
import { mayImport, standsOn } from "../../scripts/generateLayers.ts";
import { code, sourceFiles } from "./sourceFiles.ts";

const files = sourceFiles("src").filter((path) => path.split("/").length > 2);
const roomOf = (path: string) => path.split("/")[1] ?? "";

/** The only sources outside src/ that it may read: numbers shared with the other compiler, and the wasm itself. */
const shared: Record<string, string[]> = {
  program: ["assembly/tape/opcode.ts"],
};

test("every room is on the list", () => {
  expect([...new Set(files.map(roomOf))].filter((room) => standsOn[room] === undefined)).toEqual(
    [],
  );
});

test.each(files)("%s imports only the rooms below it", (file) => {
  const specifiers = [...code(file).matchAll(/(?:from|import) ?\(?"(\.[^"]+)"/g)].map(
    ([, path = ""]) => posix.join(posix.dirname(file), path),
  );
  const inside = specifiers.filter((path) => path.startsWith("src/"));
  const outside = specifiers.filter((path) => !path.startsWith("src/"));
  const allowed = mayImport(roomOf(file));
  expect(inside.filter((path) => !allowed.includes(roomOf(path)))).toEqual([]);
  expect(outside.filter((path) => !shared[roomOf(file)]?.includes(path))).toEqual([]);
});

test("nothing in src imports a package", () => {
  const foreign = sourceFiles("src").flatMap((file) =>
    [...code(file).matchAll(/from "([^."][^"]*)"/g)].map(([, name]) => `${file}: ${name}`),
  );
  expect(foreign).toEqual([]);
});

// npm start and npm test are the first command in a fresh clone: nothing is installed when these files are read.
test.each(["start", "test", "prepare"])("scripts/%s.mjs needs nothing but Node", (name) => {
  const specifiers = [...code(`scripts/${name}.mjs`).matchAll(/(?:from|import) ?\(?"([^"]+)"/g)];
  const foreign = specifiers.filter(([, path = ""]) => !/^(node:|\.\/prepare\.mjs$)/.test(path));
  expect(foreign).toEqual([]);
});
