import { table } from "../report/table.ts";
import { average, type Fitted, type Model, noisyError, worstError } from "./robustRegression.ts";
import type { Panel } from "./saveFigure.ts";

/** The models of one data set as a table: errors are in variances of the target, so 1 is no model at all. */
export function robustTable(models: Record<string, Model>): string {
  const cells = (model: Model, of: (fitted: Fitted) => number) => average(model, of).toFixed(3);
  return table(
    ["mean squared test error", "clean", "unit noise", "moved by ½", "|θ|", "beats ridge"],
    Object.entries(models).map(([name, model]) => [
      name,
      cells(model, (one) => noisyError(one, 0)),
      cells(model, (one) => noisyError(one, 1)),
      cells(model, (one) => worstError(one, 0.5)),
      cells(model, ({ norm }) => norm),
      name === "ridge" ? "" : `${wins(model, models.ridge!)} of ${model.length}`,
    ]),
  );
}

/** On how many splits a model has the lower error under unit noise. */
export function wins(model: Model, other: Model): number {
  return model.filter((one, i) => noisyError(one, 1) < noisyError(other[i]!, 1)).length;
}

const drawn = [
  "three levels, c = 10",
  "three levels, c = 3",
  "ridge",
  "smoothed ℓ1",
  "ridge, told the noise",
];
const strengths = Array.from({ length: 13 }, (_, i) => i / 8);

/** Test errors of one data set against noise, and against moves in the worst direction. */
export function robustPanels(title: string, models: Record<string, Model>): Panel[] {
  const kinds = [
    {
      heading: `${title}: normal noise on the features`,
      label: "deviation of the noise, in deviations of the feature",
      error: noisyError,
      most: 1.5,
    },
    {
      heading: `${title}: every row moved in its worst direction`,
      label: "distance, in deviations of the features",
      error: worstError,
      most: 0.75,
    },
  ];
  return kinds.map(({ heading, label, error, most }) => ({
    heading,
    x: { label },
    y: { label: "mean squared test error, in variances of the target" },
    series: drawn.map((name) => ({
      name,
      points: strengths.map((share): [number, number] => [
        (share * most) / 1.5,
        average(models[name]!, (one) => error(one, (share * most) / 1.5)),
      ]),
      ...(name.endsWith("noise") ? { dash: "4 4" } : {}),
    })),
  }));
}
