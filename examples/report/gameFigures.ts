import * as Plot from "@observablehq/plot";
import { facetTitles, figure, grid, methodLegend, power, powers } from "./figure.ts";
import { look, looks, type MethodName } from "./methods.ts";
import type { PageFigure } from "./page.ts";
import { picture } from "./picture.ts";
import type { GamePoint, GameRecord, GameTrace } from "./records.ts";

/** Smallest error drawn: one rounding error. Zero has no logarithm. */
const floor = 1e-17;

interface Drawn extends GamePoint {
  readonly method: MethodName;
  readonly firms: number;
}

const methodOrder = Object.keys(looks) as MethodName[];

function drawn(traces: readonly GameTrace[]): Drawn[] {
  return traces.flatMap(({ method, firms, points }) =>
    points
      .filter(({ error }) => Number.isFinite(error))
      .map((point) => ({
        ...point,
        error: Math.max(floor, Math.min(point.error, 10)),
        method,
        firms,
      })),
  );
}

/** Five panels side by side, one per number of firms, with one line per method. */
function panels(traces: readonly GameTrace[], x: "iteration" | "milliseconds"): string {
  const rows = drawn(traces);
  const present = methodOrder.filter((method) => rows.some((row) => row.method === method));
  const firms = [...new Set(rows.map((row) => row.firms))];
  // The last method of the legend is drawn first, so that the exact ones lie on top.
  const lines = present.toReversed().map((method) =>
    Plot.line(
      rows.filter((row) => row.method === method && (x === "iteration" || row.milliseconds > 0)),
      {
        x,
        y: "error",
        fx: "firms",
        stroke: look(method).colour,
        strokeWidth: look(method).width ?? 1.7,
        strokeDasharray: look(method).dash ?? "none",
        strokeLinejoin: "round",
      },
    ),
  );
  const ends = present.toReversed().map((method) =>
    Plot.dot(
      traces
        .filter((trace) => trace.method === method)
        .flatMap((trace) => drawn([trace]).slice(-1)),
      { x, y: "error", fx: "firms", r: 2.6, fill: look(method).colour },
    ),
  );
  const milliseconds = rows.map((row) => row.milliseconds).filter((ms) => ms > 0);
  const low = Math.floor(Math.log10(Math.min(...milliseconds)));
  const high = Math.ceil(Math.log10(Math.max(...milliseconds)));
  return figure(
    {
      width: 1060,
      height: 330,
      marginLeft: 48,
      fx: { domain: firms, axis: null, padding: 0.12 },
      x:
        x === "iteration"
          ? { label: null, domain: [0, Math.max(...rows.map((row) => row.iteration))], ticks: 4 }
          : { label: null, type: "log", domain: [10 ** low, 10 ** high] },
      y: { type: "log", domain: [1e-17, 10], label: null },
      marks: [
        grid(powers(-16, 0, 4)),
        facetTitles((n: number) => `${n} levels`),
        Plot.axisY({ ticks: powers(-16, 0, 4), tickFormat: power, tickSize: 0, fontSize: 12 }),
        x === "iteration"
          ? Plot.axisX({ ticks: [0, 20, 40], tickSize: 4, fontSize: 12 })
          : Plot.axisX({
              ticks: powers(low, high - 1, Math.ceil((high - low) / 3)),
              tickFormat: power,
              tickSize: 4,
              fontSize: 12,
            }),
        ...lines,
        ...ends,
      ],
    },
    `Error against the closed form per ${x} for ${firms.join(", ")} levels`,
  );
}

/** Error of the total gradient against the budget of each approximate method. */
function budgetPanel({ budgets }: GameRecord): string {
  const rows = budgets.map((row) => ({ ...row, error: Math.max(floor, row.error) }));
  const firms = [...new Set(rows.map((row) => row.firms))];
  const present = methodOrder.filter((method) => rows.some((row) => row.method === method));
  const high = Math.ceil(Math.log10(Math.max(...rows.map((row) => row.budget))));
  const marks = present.toReversed().flatMap((method) => {
    const own = rows.filter((row) => row.method === method);
    const options = { x: "budget", y: "error", fx: "firms" } as const;
    const { colour, dash, width } = look(method);
    return [
      Plot.line(own, {
        ...options,
        stroke: colour,
        strokeWidth: method === "itdReverse" ? 4 : (width ?? 1.7),
        strokeDasharray: dash ?? "none",
      }),
      Plot.dot(own, { ...options, r: 2.4, fill: colour }),
    ];
  });
  return figure(
    {
      width: 1060,
      height: 300,
      marginLeft: 48,
      fx: { domain: firms, axis: null, padding: 0.12 },
      x: { type: "log", label: null, domain: [1, 10 ** high] },
      y: { type: "log", domain: [1e-17, 10], label: null },
      marks: [
        grid(powers(-16, 0, 4)),
        facetTitles((n: number) => `${n} levels`),
        Plot.axisY({ ticks: powers(-16, 0, 4), tickFormat: power, tickSize: 0, fontSize: 12 }),
        Plot.axisX({ ticks: powers(0, high - 1), tickFormat: power, tickSize: 4, fontSize: 12 }),
        ...marks,
      ],
    },
    "Error of the total gradient against the budget of each method",
  );
}

/** The first figure as a file of its own. */
export function gamePicture({ traces }: GameRecord): string {
  const present = methodOrder.filter((method) => traces.some((trace) => trace.method === method));
  return picture(present.map(look), convergencePanels(traces));
}

function convergencePanels(traces: readonly GameTrace[]) {
  return [
    { heading: "per outer iteration", svg: panels(traces, "iteration") },
    { heading: "per millisecond, programs compiled", svg: panels(traces, "milliseconds") },
  ];
}

export interface GameCaptions {
  readonly convergence: string;
  readonly budget: string;
}

/** The figures of the first experiment. */
export function gameFigures(record: GameRecord, captions: GameCaptions): PageFigure[] {
  const figures: PageFigure[] = [
    {
      id: "stackelberg",
      title: "Largest relative error of a firm's quantity, against the closed form",
      legend: methodLegend(record.traces.map(({ method }) => method)),
      panels: convergencePanels(record.traces),
      caption: captions.convergence,
    },
  ];
  if (record.budgets.length === 0) return figures;
  return [
    ...figures,
    {
      id: "budget",
      title: "Relative error of the total gradient at a fixed point, against the budget",
      legend: methodLegend(record.budgets.map(({ method }) => method)),
      panels: [{ heading: "steps, terms or samples per level", svg: budgetPanel(record) }],
      caption: captions.budget,
    },
  ];
}
