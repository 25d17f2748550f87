import * as Plot from "@observablehq/plot";
import { figure, grid, power, powers } from "../examples/report/figure.ts";
import { picture } from "../examples/report/picture.ts";
import type { Depth, Dimension } from "./growth.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dash?: string;
  readonly points: readonly Point[];
}

/** One panel with a logarithmic ordinate. */
function panel(lines: readonly Line[], x: Plot.ScaleOptions & { ticks: number[] }, words: string) {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return figure(
    {
      width: 1060,
      height: 330,
      marginLeft: 56,
      x: { label: null, ...x },
      y: { type: "log", domain: [10 ** low, 10 ** high], label: null },
      marks: [
        grid(powers(low, high)),
        Plot.axisY({ ticks: powers(low, high), tickFormat: power, tickSize: 0, fontSize: 12 }),
        Plot.axisX({ ticks: x.ticks, tickFormat: String, tickSize: 4, fontSize: 12 }),
        ...lines.flatMap(({ points, colour, dash }) => {
          const stroke = { stroke: colour, strokeWidth: 2, strokeDasharray: dash ?? "none" };
          return [
            Plot.line([...points], { x: "x", y: "y", ...stroke }),
            Plot.dot([...points], { x: "x", y: "y", r: 3, fill: colour }),
          ];
        }),
      ],
    },
    words,
  );
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
    colour,
    points: rows.map((row) => ({ x: row.n, y: of(row) })),
    ...(dash ? { dash } : {}),
  });
  const time = line("one gradient, µs", "var(--blue)", (row) => row.microseconds);
  const count = line(
    "instructions of the gradient",
    "var(--green)",
    (row) => row.gradientInstructions,
  );
  const step = line(
    "instructions of a Newton step",
    "var(--green)",
    (row) => row.stepInstructions,
    "5 3",
  );
  const first = line("first call, ms", "var(--orange)", (row) => row.compileMilliseconds);
  const all = [time, count, step, first];
  const scale = { type: "linear", domain: [1.8, 6.2], ticks: rows.map(({ n }) => n) } as const;
  const svg = panel(all, { ...scale, ticks: [...scale.ticks] }, "Growth with the number of levels");
  return picture(all, [{ heading: "against the number of levels, 3 variables each", svg }]);
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
      points: rows.filter((row) => row.method === method).map((row) => ({ x: row.d, y: of(row) })),
    }));
  const sizes = [...new Set(rows.map(({ d }) => d))];
  const scale = { type: "log", domain: [8, 4000], ticks: sizes } as const;
  const draw = (of: (row: Dimension) => number, words: string) =>
    panel(lines(of), { ...scale, ticks: [...scale.ticks] }, words);
  return picture(Object.values(looks), [
    {
      heading: "milliseconds against variables a level",
      svg: draw((row) => row.milliseconds, "Time"),
    },
    { heading: "megabytes of programs", svg: draw((row) => row.megabytes, "Memory") },
  ]);
}
