import { look, type MethodName } from "./methods.ts";
import type { RegressionRecord, RegressionRun, StrengthPoint } from "./records.ts";
import type { RegressionCaptions } from "./regressionFigures.ts";
import { median, scientific } from "./words.ts";

type Model = RegressionRun["model"];

function ends(record: RegressionRecord, model: Model, method?: MethodName) {
  return record.runs
    .filter((run) => run.model === model && (method === undefined || run.method === method))
    .flatMap((run) => run.points.slice(-1));
}

/** Median noisy test error over the starts. */
export function noisyTest(record: RegressionRecord, model: Model, method: MethodName): number {
  return median(ends(record, model, method).map((point) => point.noisyTest));
}

/** What the figures of the regression show, with their numbers. */
export function regressionCaptions(record: RegressionRecord): RegressionCaptions {
  const [bilevel, trilevel] = (["bilevel", "trilevel"] as const).map((model) =>
    noisyTest(record, model, "implicit"),
  );
  const validations = ends(record, "trilevel", "implicit").map((point) => point.validation);
  const spread = Math.max(...validations) - Math.min(...validations);
  const runs = `Every start leads to the same model (the exact method ends within ${scientific(spread)} in validation
    error); a dot marks where a run ends, and a slow one is cut there. Trained against an adversary, the model has a noisy test error of ${scientific(trilevel!)}; chosen on clean data only,
    ${scientific(bilevel!)}. Predicting the mean has
    ${scientific(record.baseline)}.`;
  const at = (model: Model, noise: number) =>
    record.noise.find((point) => point.model === model && point.noise === noise)?.test ??
    Number.NaN;
  const noise = `Without noise the two models are close (${scientific(at("bilevel", 0))} and
    ${scientific(at("trilevel", 0))}); at a noise of 1.5 deviations the bilevel model is at
    ${scientific(at("bilevel", 1.5))} and the trilevel model at ${scientific(at("trilevel", 1.5))}.`;
  const of = (adversary: StrengthPoint["adversary"]) =>
    record.strength.filter((point) => point.adversary === adversary);
  const [exact, few] = [of("exact")[0], of("5 steps")];
  const strength = `At the published price c = 0.1 an adversary that is solved exactly removes the signal: coefficients of
    norm ${scientific(exact?.coefficients ?? Number.NaN)} and a validation error of
    ${scientific(exact?.validation ?? Number.NaN)}, where 1 is no model at all. Five unrolled steps do not feel the price:
    between c = ${few[0]?.c ?? "–"} and c = ${few.at(-1)?.c ?? "–"} their validation error stays between
    ${scientific(Math.min(...few.map((point) => point.validation)))} and
    ${scientific(Math.max(...few.map((point) => point.validation)))}. What such an experiment measures is its truncation.`;
  return { runs, noise, strength };
}

/** The table of the regression: medians over the starts. */
export function regressionTable(record: RegressionRecord): { head: string[]; rows: string[][] } {
  const methods = [...new Set(record.runs.map((run) => run.method))];
  const models = ["bilevel", "trilevel"] as const;
  const wasCut = (model: Model, method: MethodName) =>
    record.runs.some(
      (run) => run.model === model && run.method === method && run.status === "aborted",
    );
  const head = [
    "method",
    ...models.flatMap((model) => [`validation, ${model}`, `noisy test, ${model}`, `ms, ${model}`]),
  ];
  const rows = methods.map((method) => [
    look(method).label,
    ...models.flatMap((model) => {
      const last = ends(record, model, method);
      return [
        median(last.map((point) => point.validation)).toFixed(4),
        median(last.map((point) => point.noisyTest)).toFixed(4),
        scientific(median(last.map((point) => point.milliseconds))) +
          (wasCut(model, method) ? " (cut)" : ""),
      ];
    }),
  ]);
  return { head, rows };
}
