import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Paths below a folder that end as asked, with forward slashes, in a fixed order. */
export function sourceFiles(folder: string, ending = ".ts"): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(ending) && !path.includes(".generated."))
    .sort();
}

/** The text of a TypeScript file without its comments. Good for counting words, not for compiling. */
export function code(path: string): string {
  return readFileSync(path, "utf8")
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .replaceAll(/\s\/\/ .*$/gm, "");
}
