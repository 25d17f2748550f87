import { describe } from "../expression/describe.ts";
import { freeVariables } from "../expression/graph.ts";
import { nameOf } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { hierarchyOf } from "./hierarchies.ts";
import type { Level } from "./level.ts";

/** The graph of levels as text in two languages. */
export interface Drawing {
  /** For Graphviz: one rank per level, an arrow from each variable to each objective that reads it. */
  readonly dot: string;
  /** A picture that needs nothing else: a row per level, a column per variable, a dot where it is read. */
  readonly svg: string;
}

/** Nodes of an objective that are written out. */
const WORDS_MOST = 12;

interface Row {
  readonly title: string;
  readonly objective: string;
  readonly data: string;
  readonly own: readonly Expression[];
  /** Variables of any level that the objective reads. */
  readonly reads: ReadonlySet<Expression>;
}

/**
 * Draws who decides what and who reads whose decision, outermost level on top.
 *
 * @throws ERR_LEVELS, ERR_UNBOUND  as `solve` does, for levels that make no hierarchy
 * @example
 * ```ts
 * import { drawLevels, minimize, variable } from "echelon";
 * const [x, y] = [variable("x", 1), variable("y", 0)];
 * const levels = [minimize(x, x.add(y).square()), minimize(y, y.sub(x).square())];
 * drawLevels(levels).dot.includes("x0 -> f1"); // → true
 * ```
 */
export function drawing(levels: readonly Level[]): Drawing {
  const { ranks, inputs } = hierarchyOf(levels);
  const rows = ranks.map(({ name, variables, sign }, k): Row => {
    const free = freeVariables([levels[k]!.objective]);
    const data = free.filter((node) => !inputs.includes(node)).map(nameOf);
    return {
      title: `${name}: ${sign === 1 ? "min" : "max"} over ${variables.map(nameOf).join(", ")}`,
      // What is left out is left out once.
      objective: describe(levels[k]!.objective, WORDS_MOST).replaceAll(/( \+ \u2026)+/g, " + …"),
      data: data.length === 0 ? "" : `data ${data.join(", ")}`,
      own: variables,
      reads: new Set(free.filter((node) => inputs.includes(node))),
    };
  });
  return { dot: dot(rows, inputs), svg: svg(rows, inputs) };
}

/** The name with the shape: w, 10 or P, 40 × 10. */
function label(node: Expression): string {
  return [nameOf(node), node.shape.join(" × ")].filter((part) => part !== "").join(", ");
}

const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

function dot(rows: readonly Row[], variables: readonly Expression[]): string {
  const lines = rows.flatMap(({ title, objective, data, own, reads }, k) => {
    const names = own.map((node) => `x${variables.indexOf(node)}`);
    const text = [title, objective, data].filter((line) => line !== "").join("\n");
    return [
      `  f${k} [shape=box, label=${quoted(text)}];`,
      ...own.map((node, i) => `  ${names[i]} [label=${quoted(label(node))}];`),
      `  { rank=same; f${k}; ${names.join("; ")}; }`,
      ...names.map((name) => `  f${k} -> ${name} [style=bold, dir=none];`),
      ...[...reads]
        .filter((node) => !own.includes(node))
        .map((node) => `  x${variables.indexOf(node)} -> f${k};`),
      ...(k > 0 ? [`  f${k - 1} -> f${k} [style=invis];`] : []),
    ];
  });
  return `digraph levels {\n  node [fontname="sans-serif"];\n${lines.join("\n")}\n}\n`;
}

const ROW = 92;
const BOX = 66;
const MARGIN = 16;
const CHARACTER = 7.4;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const style = `<style>
.levels { color: #1d2330; --card: #fff; --soft: #5d6675; --rule: #c9c7bf; --blue: #1f6fd6; font: 13px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .levels { color: #e9ecf2; --card: #191d26; --soft: #9aa4b5; --rule: #454c5a; --blue: #6aa9ff; } }
.levels text { fill: currentColor; } .levels .soft { fill: var(--soft); } .levels line { stroke: var(--rule); stroke-width: 1.5; }
.levels rect { fill: var(--card); stroke: var(--rule); } .levels circle, .levels .own { fill: var(--blue); stroke: none; } .levels .on { fill: var(--card); }
</style>`;

/** A row per level and a column per variable: its pill where it is decided, a dot where it is read. */
function svg(rows: readonly Row[], variables: readonly Expression[]): string {
  const longest = Math.max(
    ...rows.flatMap((row) => [row.title, row.objective, row.data].map(length)),
  );
  const box = 24 + CHARACTER * longest;
  const pills = variables.map((node) => 20 + CHARACTER * label(node).length);
  let right = MARGIN + box + 24;
  const centres = pills.map((width) => {
    right += width + 18;
    return right - 18 - width / 2;
  });
  const middle = (k: number) => MARGIN + BOX / 2 + k * ROW;
  const parts = variables.map((node, i) => {
    const readers = rows.flatMap(({ reads, own }, k) =>
      reads.has(node) || own.includes(node) ? k : [],
    );
    const [top, bottom] = [middle(Math.min(...readers)), middle(Math.max(...readers))];
    return `<line x1="${at(centres[i]!)}" x2="${at(centres[i]!)}" y1="${top}" y2="${bottom}"/>`;
  });
  for (const [k, row] of rows.entries()) parts.push(drawn(row, k));
  const height = 2 * MARGIN + (rows.length - 1) * ROW + BOX;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="levels" viewBox="0 0 ${at(right)} ${height}" role="img" aria-label="${rows.length} levels">
${style}
${parts.join("\n")}
</svg>
`;

  function drawn({ title, objective, data, own, reads }: Row, k: number): string {
    const y = middle(k);
    const used = variables.flatMap((node, i) => (reads.has(node) || own.includes(node) ? i : []));
    const end = Math.max(...used.map((i) => centres[i]!));
    const lines = [title, objective, data].filter((line) => line !== "");
    const first = y + 5 - 9 * (lines.length - 1);
    return [
      `<line x1="${MARGIN + box}" x2="${at(end)}" y1="${y}" y2="${y}"/>`,
      `<rect x="${MARGIN}" y="${y - BOX / 2}" width="${at(box)}" height="${BOX}" rx="8"/>`,
      ...lines.map((line, i) => {
        const soft = i === 0 ? "" : ' class="soft"';
        return `<text x="${MARGIN + 12}" y="${first + 18 * i}"${soft}>${escaped(line)}</text>`;
      }),
      ...used.map((i) =>
        own.includes(variables[i]!)
          ? pill(i, y)
          : `<circle cx="${at(centres[i]!)}" cy="${y}" r="5"/>`,
      ),
    ].join("\n");
  }

  function pill(i: number, y: number): string {
    const [x, width] = [centres[i]!, pills[i]!];
    const place = `x="${at(x - width / 2)}" y="${y - 13}" width="${at(width)}" height="26" rx="13"`;
    const text = escaped(label(variables[i]!));
    return `<rect ${place} class="own"/><text x="${at(x)}" y="${y + 4.5}" text-anchor="middle" class="on">${text}</text>`;
  }
}

const length = (text: string): number => text.length;

/** A coordinate with at most one decimal. */
const at = (x: number): number => Math.round(10 * x) / 10;
