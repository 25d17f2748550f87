import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { figure, grid, power, powers } from "../report/figure.ts";
import { picture } from "../report/picture.ts";

/** One line of a panel. Lines of the same name look alike in every panel and share an entry of the legend. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dash?: string;
  /** Marks each point as well: for a few measured values rather than a course of iterations. */
  readonly dots?: boolean;
}

interface Axis {
  /** What is drawn, with its unit. */
  readonly label: string;
  readonly type?: "linear" | "log";
  readonly domain?: readonly [least: number, most: number];
}

/** One plot of a figure. */
export interface Panel {
  readonly heading: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const colours = ["blue", "orange", "green", "violet", "rose", "ink"];

/** Draws panels under one legend, in the look of the report, into out/<name>.svg, and says where. */
export function saveFigure(name: string, panels: readonly Panel[]): void {
  const looks = new Map<string, { label: string; colour: string; dash?: string }>();
  for (const { name: label, dash: own } of panels.flatMap(({ series }) => series)) {
    if (looks.has(label)) continue;
    const colour = `var(--${colours[looks.size % colours.length]})`;
    const dash = own ?? (looks.size < colours.length ? undefined : "1.5 3");
    looks.set(label, { label, colour, ...(dash === undefined ? {} : { dash }) });
  }
  const drawn = panels.map((panel) => ({
    heading: panel.heading,
    svg: plot(panel, (label) => looks.get(label)!),
  }));
  mkdirSync("out", { recursive: true });
  const path = join("out", `${name}.svg`);
  writeFileSync(path, picture([...looks.values()], drawn));
  console.log(`figure: ${path}`);
}

function plot(
  { heading, x, y, series }: Panel,
  look: (name: string) => { colour: string; dash?: string },
): string {
  const [least, most] = y.domain ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const isInside = ({ up }: { up: number }) => up >= least && up <= most;
  const marks = series.toReversed().flatMap(({ name, points, dots = false }) => {
    const { colour: stroke, dash: strokeDasharray = "none" } = look(name);
    const at = points.map(([left, up]) => ({ left, up }));
    const place = { x: "left", y: "up" } as const;
    return [
      Plot.line(at, {
        ...place,
        stroke,
        strokeDasharray,
        strokeWidth: 2,
        strokeLinejoin: "round",
        clip: true,
      }),
      Plot.dot((dots ? at : at.slice(-1)).filter(isInside), { ...place, fill: stroke, r: 3 }),
    ];
  });
  const numbers = series.flatMap(({ points }) => points);
  const across = ticksOf(
    x,
    numbers.map(([left]) => left),
  );
  const upwards =
    ticksOf(
      y,
      numbers.map(([, up]) => up),
    ) ?? 5;
  return figure(
    {
      width: 1060,
      height: 330,
      marginLeft: 60,
      marginRight: 20,
      x: { type: x.type ?? "linear", ...(x.domain ? { domain: [...x.domain] } : {}) },
      y: {
        type: y.type ?? "linear",
        nice: !y.domain,
        ...(y.domain ? { domain: [...y.domain] } : {}),
      },
      marks: [
        grid(upwards),
        Plot.axisY({ ...words(y, upwards), tickSize: 0, fontSize: 12, labelAnchor: "top" }),
        Plot.axisX({ ...words(x, across), tickSize: 4, fontSize: 12, labelAnchor: "right" }),
        ...marks,
      ],
    },
    `${heading}: ${y.label} over ${x.label}`,
  );
}

/** Decimal powers read best with superscripts, the numbers between them as they are. */
function words({ label }: Axis, ticks: readonly number[] | number | undefined) {
  if (ticks === undefined) return { label };
  if (typeof ticks === "number") return { label, ticks };
  const whole = ticks.every((value) => power(value) !== "");
  return { label, ticks: [...ticks], tickFormat: whole ? power : String };
}

/** On a logarithmic axis at most about seven decimal powers; 1, 2 and 5 where it spans little more than two. */
function ticksOf({ type, domain }: Axis, values: readonly number[]): number[] | undefined {
  if (type !== "log") return few(values);
  const [least, most] = domain ?? [Math.min(...values), Math.max(...values)];
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const decades = Math.log10(most / least);
  if (decades >= 2.5) return powers(low, high, Math.max(1, Math.ceil((high - low) / 7)));
  return powers(low, high)
    .flatMap((at) => (decades > 1 ? [1, 2, 5] : [1, 2, 3, 5]).map((digit) => digit * at))
    .map((at) => Number(at.toPrecision(1)))
    .filter((at) => at >= least && at <= most);
}

/** Each of a few iterations; otherwise the plot chooses. */
function few(values: readonly number[]): number[] | undefined {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most - least > 12 || !values.every(Number.isInteger)) return undefined;
  return Array.from({ length: most - least + 1 }, (_, i) => least + i);
}
