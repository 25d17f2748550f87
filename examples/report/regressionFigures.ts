import * as Plot from "@observablehq/plot";
import { facetTitles, figure, grid, legend, methodLegend } from "./figure.ts";
import { look, looks, type MethodName } from "./methods.ts";
import type { PageFigure } from "./page.ts";
import type { RegressionRecord, RegressionRun } from "./records.ts";

const modelLooks = {
  bilevel: { label: "bilevel: no adversary", colour: "var(--orange)" },
  trilevel: { label: "trilevel: trained against the adversary", colour: "var(--blue)" },
} as const;

const adversaryLooks = {
  exact: { label: "adversary solved exactly", colour: "var(--blue)", width: 2.4 },
  "20 steps": { label: "20 unrolled steps", colour: "var(--orange)", width: 1.8 },
  "5 steps": { label: "5 unrolled steps", colour: "var(--orange)", width: 1.8, dash: "5 3" },
} as const;

const methodOrder = Object.keys(looks) as MethodName[];

/** Runs as lines over the milliseconds they took, one panel per model. */
function runsPanel(runs: readonly RegressionRun[], y: "validation" | "noisyTest"): string {
  const rows = runs.flatMap(({ method, model, start, points }) =>
    points.map((point) => ({ ...point, method, model, run: `${method} ${start}` })),
  );
  const values = rows.map((row) => row[y]);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const room = 0.06 * (highest - lowest);
  const present = methodOrder.filter((method) => rows.some((row) => row.method === method));
  const marks = present.toReversed().flatMap((method) => {
    const own = rows.filter((row) => row.method === method);
    const { colour, dash, width } = look(method);
    const last = runs
      .filter((run) => run.method === method)
      .flatMap(({ model, points }) => points.slice(-1).map((point) => ({ ...point, model })));
    return [
      Plot.line(own, {
        x: (row) => row.iteration,
        y,
        z: "run",
        fx: "model",
        stroke: colour,
        strokeWidth: width ?? 1.7,
        strokeOpacity: 0.8,
        strokeDasharray: dash ?? "none",
      }),
      Plot.dot(last, { x: "iteration", y, fx: "model", r: 3, fill: colour }),
    ];
  });
  return figure(
    {
      width: 520,
      height: 320,
      marginLeft: 44,
      fx: { domain: ["bilevel", "trilevel"], axis: null, padding: 0.1 },
      x: { label: null, domain: [0, Math.max(...rows.map((row) => row.iteration))] },
      y: { label: null, domain: [lowest - room, highest + room] },
      marks: [
        facetTitles((model: string) => model),
        grid(5),
        Plot.axisY({ ticks: 5, tickSize: 0, fontSize: 12 }),
        Plot.axisX({ ticks: 5, tickSize: 4, fontSize: 12 }),
        ...marks,
      ],
    },
    `${y} error per outer iteration, bilevel beside trilevel`,
  );
}

function noisePanel({ noise, baseline }: RegressionRecord): string {
  const highest = Math.max(...noise.map((row) => row.test));
  const marks = (["bilevel", "trilevel"] as const).flatMap((model) => {
    const own = noise.filter((row) => row.model === model);
    const stroke = modelLooks[model].colour;
    return [
      Plot.line(own, { x: "noise", y: "test", stroke, strokeWidth: 2.2 }),
      Plot.dot(own, { x: "noise", y: "test", fill: stroke, r: 2.6 }),
    ];
  });
  return figure(
    {
      width: 1060,
      height: 330,
      marginLeft: 44,
      x: { label: null },
      y: { label: null, domain: [0.4, Math.max(1.05, highest)] },
      marks: [
        grid(5),
        Plot.ruleY([baseline], { stroke: "var(--soft)", strokeDasharray: "3 3" }),
        Plot.text([{ x: 0, y: baseline }], {
          x: "x",
          y: "y",
          text: () => "predicting the mean",
          textAnchor: "start",
          dy: -8,
          fontSize: 12,
          fill: "var(--soft)",
        }),
        Plot.axisY({ ticks: 5, tickSize: 0, fontSize: 12 }),
        Plot.axisX({ ticks: 5, tickSize: 4, fontSize: 12 }),
        ...marks,
      ],
    },
    "Test error against the deviation of the noise on the features",
  );
}

function strengthPanel({ strength }: RegressionRecord, y: "validation" | "coefficients"): string {
  const prices = strength.map((row) => row.c);
  const highest = Math.max(...strength.map((row) => row[y]));
  const marks = (["5 steps", "20 steps", "exact"] as const).flatMap((adversary) => {
    const own = strength.filter((row) => row.adversary === adversary);
    const { colour: stroke, width: strokeWidth, ...rest } = adversaryLooks[adversary];
    const strokeDasharray = "dash" in rest ? rest.dash : "none";
    return [
      Plot.line(own, { x: "c", y, stroke, strokeWidth, strokeDasharray }),
      Plot.dot(own, { x: "c", y, fill: stroke, r: 2.6 }),
    ];
  });
  return figure(
    {
      width: 520,
      height: 300,
      marginLeft: 44,
      x: { type: "log", label: null, domain: [Math.min(...prices), Math.max(...prices)] },
      y: { label: null, domain: [y === "coefficients" ? 0 : 0.4, highest * 1.05] },
      marks: [
        grid(5),
        Plot.axisY({ ticks: 5, tickSize: 0, fontSize: 12 }),
        Plot.axisX({ ticks: [...new Set(prices)], tickFormat: String, tickSize: 4, fontSize: 12 }),
        ...marks,
      ],
    },
    `${y} against the adversary's price c, exact and unrolled`,
  );
}

export interface RegressionCaptions {
  readonly runs: string;
  readonly noise: string;
  readonly strength: string;
}

/** The figures of the second experiment. */
export function regressionFigures(
  record: RegressionRecord,
  captions: RegressionCaptions,
): PageFigure[] {
  return [
    {
      id: "regression",
      title: `Mean squared error per outer iteration, from several starts (c = ${record.c})`,
      legend: methodLegend(record.runs.map(({ method }) => method)),
      panels: [
        { heading: "on the validation rows", svg: runsPanel(record.runs, "validation") },
        { heading: "on test rows with noisy features", svg: runsPanel(record.runs, "noisyTest") },
      ],
      caption: captions.runs,
    },
    {
      id: "noise",
      title: "What the adversary buys: test error as the features get noisier",
      legend: legend(Object.values(modelLooks)),
      panels: [
        {
          heading: "deviation of the noise, in deviations of the feature",
          svg: noisePanel(record),
        },
      ],
      caption: captions.noise,
    },
    {
      id: "strength",
      title: "A finding: a few unrolled steps are another adversary",
      legend: legend(Object.values(adversaryLooks)),
      panels: [
        {
          heading: "validation error over the price c of an attack",
          svg: strengthPanel(record, "validation"),
        },
        {
          heading: "norm of the coefficients over the same",
          svg: strengthPanel(record, "coefficients"),
        },
      ],
      caption: captions.strength,
    },
  ];
}
