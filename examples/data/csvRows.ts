import { readFileSync } from "node:fs";

/** The rows of numbers of a file with one line of names above them. */
export function csvRows(path: string, separator = ","): number[][] {
  const [, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  return lines.map((line) => line.split(separator).map(Number));
}
