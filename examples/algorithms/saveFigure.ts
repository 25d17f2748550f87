import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** One line of a figure. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Draws lines with a legend into out/<name>.svg, and says where. */
export function saveFigure(
  name: string,
  series: readonly Series[],
  axes: { readonly x: string; readonly y: string; readonly yType?: "linear" | "log" },
): void {
  const { document } = parseHTML("<html><body></body></html>");
  const rows = series.flatMap(({ name: line, points }) => points.map(([x, y]) => ({ line, x, y })));
  const ends = series.map(({ name: line, points }) => {
    const [x, y] = points.at(-1)!;
    return { line, x, y };
  });
  const svg = Plot.plot({
    document: document as unknown as Document,
    width: 720,
    marginLeft: 60,
    marginRight: 120,
    x: { label: axes.x },
    y: { label: axes.y, type: axes.yType ?? "linear", grid: true },
    marks: [
      Plot.line(rows, { x: "x", y: "y", stroke: "line" }),
      Plot.text(ends, { x: "x", y: "y", text: "line", textAnchor: "start", dx: 6 }),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  mkdirSync("out", { recursive: true });
  const path = join("out", `${name}.svg`);
  writeFileSync(path, svg.outerHTML);
  console.log(`figure: ${path}`);
}
