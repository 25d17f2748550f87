import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

/** Puts a bench's text between its marks in a page, or at the end of the page. */
export function writeSection(name: string, text: string, page = "docs/performance.md"): void {
  const begin = `<!-- ${name}: begin (npm run bench -- ${name}) -->`;
  const end = `<!-- ${name}: end -->`;
  const old = readFileSync(page, "utf8");
  const section = `${begin}\n${text.trim()}\n${end}`;
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  const whole =
    from < 0
      ? `${old.trimEnd()}\n\n${section}\n`
      : old.slice(0, from) + section + old.slice(to + end.length);
  writeFileSync(page, whole);
}

/** A table in Markdown. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

/** Where and when: machine, engine, date. */
export function measuredOn(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}, ${date}`;
}

/** Three digits. */
export function digits(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Says so when two who should have computed the same did not. */
export function compare(what: string, ours: number, theirs: number, tolerance = 1e-6): boolean {
  const error = Math.abs(ours - theirs) / Math.max(1e-12, Math.abs(theirs));
  if (error <= tolerance) return true;
  console.log(`CHECKSUMS DIFFER, ${what}: ${ours} and ${theirs}`);
  return false;
}

/** One sentence on the promises of a table. */
export function verdict(
  rows: readonly { readonly what: string; readonly kept: boolean }[],
): string {
  const missed = rows.filter(({ kept }) => !kept).map(({ what }) => what);
  return missed.length === 0
    ? "Every promise is kept."
    : `Short of its promise: ${missed.join("; ")}.`;
}
