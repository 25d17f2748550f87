import { readFileSync } from "node:fs";

/** The source of every subpath that package.json exports, by the name users import it by. */
export function publicFaces(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const faces = Object.entries(exports).flatMap(([subpath, target]) => {
    const types = /"types":"\.\/dist\/types\/([\w/]+)\.d\.ts"/.exec(JSON.stringify(target))?.[1];
    return types === undefined ? [] : [[subpath.replace(/^\./, "echelon"), `src/${types}.ts`]];
  });
  return Object.fromEntries(faces);
}
