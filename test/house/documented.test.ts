import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { publicFaces } from "./publicFaces.ts";

const faces = Object.values(publicFaces());

/** Every file the public face names, with the names it takes; undefined is all of them. */
const offered = faces.flatMap((face) =>
  [
    ...readFileSync(face, "utf8").matchAll(/^export (?:type )?(\*|\{[^}]*\}) from "([^"]+)"/gms),
  ].map(([, names = "", from = ""]) => ({
    file: posix.join(posix.dirname(face), from),
    names: names === "*" ? undefined : names.match(/\w+(?=\s*[,}])/g),
  })),
);

const declared =
  /(^[^\n]*\n)export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|interface|type|const) (\w+)/gms;

test.each(offered)("every name users get from $file has a description", ({ file, names }) => {
  const found = [...readFileSync(file, "utf8").matchAll(declared)].map(
    ([, before = "", name = ""]) => ({
      name,
      described: before.trimEnd().endsWith("*/"),
    }),
  );
  // Overloads share the description of the first.
  const described = new Set(found.filter((entry) => entry.described).map((entry) => entry.name));
  const wanted = found.filter(({ name }) => names === undefined || names?.includes(name));
  expect(wanted.filter(({ name }) => !described.has(name)).map(({ name }) => name)).toEqual([]);
});
