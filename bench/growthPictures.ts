import { power, powers } from "../examples/report/figure.ts";
import type { Depth, Dimension } from "./growth.ts";
import { type Axis, type Line, linesPicture, type Panel } from "./linesPicture.ts";

/** Points with a logarithmic ordinate from one decimal power to another. */
function panel(lines: readonly Line[], x: Axis, heading: string): Panel {
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const decimal = { ticks: powers(low, high), tickFormat: power };
  const y = { type: "log", domain: [10 ** low, 10 ** high], ...decimal } as const;
  return { heading, lines, x, y, dots: true };
}

/** Against the number of levels: microseconds, instructions, milliseconds to the first gradient. */
export function levelsPicture(rows: readonly Depth[]): string {
  const line = (
    label: string,
    colour: string,
    of: (row: Depth) => number,
    dash?: string,
  ): Line => ({
    label,
    colour: `var(--${colour})`,
    points: rows.map((row) => [row.n, of(row)]),
    ...(dash ? { dash } : {}),
  });
  const all = [
    line("one gradient, µs", "blue", (row) => row.microseconds),
    line("instructions of the gradient", "green", (row) => row.gradientInstructions),
    line("instructions of a Newton step", "green", (row) => row.stepInstructions, "5 3"),
    line("first call, ms", "orange", (row) => row.compileMilliseconds),
  ];
  const x = { domain: [1.8, 6.2], ticks: rows.map(({ n }) => n) } as const;
  return linesPicture([panel(all, x, "against the number of levels, 3 variables each")]);
}

/** Against the number of variables: milliseconds, and megabytes. */
export function dimensionPicture(rows: readonly Dimension[]): string {
  const looks = {
    factorised: { label: "factorised", colour: "var(--blue)" },
    products: { label: "products alone, conjugate gradients", colour: "var(--green)" },
  };
  const lines = (of: (row: Dimension) => number): Line[] =>
    (["factorised", "products"] as const).map((method) => ({
      ...looks[method],
      points: rows.filter((row) => row.method === method).map((row) => [row.d, of(row)]),
    }));
  const x = {
    type: "log",
    domain: [8, 4000],
    ticks: [...new Set(rows.map(({ d }) => d))],
  } as const;
  return linesPicture([
    panel(
      lines((row) => row.milliseconds),
      x,
      "milliseconds against variables a level",
    ),
    panel(
      lines((row) => row.megabytes),
      x,
      "megabytes of programs",
    ),
  ]);
}
