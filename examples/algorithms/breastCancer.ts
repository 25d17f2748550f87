// npm run example -- examples/algorithms/breastCancer.ts
// A logistic regression tells benign from malignant tumours. How strongly should each of its 30 weights be penalised?
// One exponent for all is soon found; thirty of them fit the validation rows far better, and fresh patients worse:
// hyper-parameters overfit like parameters do. A pull towards the one exponent is the remedy.
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type Expression,
  exp,
  hypergradient,
  minimize,
  parameter,
  softplus,
  solveSync,
  variable,
} from "echelon";
import { csvRows } from "../data/csvRows.ts";
import { standardiser } from "../data/standardiser.ts";
import { random } from "../report/random.ts";
import { table } from "../report/table.ts";
import { type Panel, saveFigure } from "./saveFigure.ts";

const [splits, trainRows, validRows, features] = [10, 100, 250, 30];
const grid = Array.from({ length: 17 }, (_, i) => i - 12);
const pulledName = "30 exponents, pulled to the one";
const patients = csvRows(join(import.meta.dirname, "../data/breast-cancer.csv"));

interface Judged {
  /** Mean loss in nats on the validation rows, the same on the test rows, and percent of these that are told wrong. */
  readonly valid: number;
  readonly test: number;
  readonly error: number;
}

/** The levels for one random split of the patients, and how weights do on its rows. */
function problem(seed: number) {
  const order = random(seed).permutation(patients.length);
  const part = (from: number, to?: number) => order.slice(from, to).map((i) => patients[i]!);
  const train = part(0, trainRows);
  const scaled = standardiser(train.map((row) => row.slice(0, features)));
  const prepared = (rows: number[][]) => ({
    X: rows.map((row) => scaled(row.slice(0, features))),
    sign: rows.map((row) => 2 * row[features]! - 1),
  });
  const data = {
    train: prepared(train),
    valid: prepared(part(trainRows, trainRows + validRows)),
    test: prepared(part(trainRows + validRows)),
  };
  const w = variable("w", new Float64Array(features));
  const bias = variable("bias", 0);
  const loss = ({ X, sign }: (typeof data)["train"]) =>
    softplus(parameter("X", X).matmul(w).add(bias).mul(sign).neg()).mean();
  /** The least penalty keeps the fit unique where the training rows can be separated. */
  const fitted = (lambda: Expression) =>
    loss(data.train).add(exp(lambda).add(3e-4).mul(w.square()).sum().mul(0.5));
  const margins = (weights: Float64Array, shift: number, { X, sign }: (typeof data)["test"]) =>
    X.map((row, i) => sign[i]! * row.reduce((sum, x, j) => sum + x * weights[j]!, shift));
  const meanLoss = (m: number[]) =>
    m.reduce((sum, x) => sum + Math.log1p(Math.exp(-x)), 0) / m.length;
  const judge = (value: (node: Expression) => number | Float64Array): Judged => {
    const [weights, shift] = [value(w) as Float64Array, value(bias) as number];
    const fresh = margins(weights, shift, data.test);
    return {
      valid: meanLoss(margins(weights, shift, data.valid)),
      test: meanLoss(fresh),
      error: (100 * fresh.filter((margin) => margin <= 0).length) / fresh.length,
    };
  };
  const levels = (lambda: Expression, prior?: Expression) => {
    const chosen = prior ? loss(data.valid).add(prior) : loss(data.valid);
    return [minimize(lambda, chosen, { name: "choose" }), minimize([w, bias], fitted(lambda))];
  };
  return { levels, judge };
}

type Course = Judged[];
const courses: Record<string, Course[]> = {};
const note = (name: string, course: Course) => {
  courses[name] ??= [];
  courses[name].push(course);
};

for (let seed = 1; seed <= splits; seed++) {
  const { levels, judge } = problem(seed);
  const single = variable("lambda", 0);
  const each = variable("lambda", new Float64Array(features));
  const run = (name: string, hierarchy: ReturnType<typeof levels>) => {
    const solution = solveSync(hierarchy, { maxIterations: 30, tolerance: 1e-6 });
    note(
      name,
      solution.history.map(({ value }) => judge(value)),
    );
    return solution;
  };
  const shared = run("one exponent", levels(single)).value(single) as number;
  run("30 exponents", levels(each));
  const pull = each.sub(shared).square().mean().mul(0.01);
  run(pulledName, levels(each, pull));

  const hierarchy = levels(single);
  const at = (lambda: number) =>
    judge((node) => hypergradient(hierarchy, { at: { lambda } }).response(node));
  note("no tuning: e⁰", [at(0)]);
  note("no tuning: 1 / rows", [at(-Math.log(trainRows))]);
  const fits = grid.map(at);
  note("best of a grid of 17", [
    fits.reduce((best, other) => (other.valid < best.valid ? other : best)),
  ]);
}

/** Mean over the splits after `iteration` outer iterations; a run that has ended stays where it is. */
function mean(name: string, of: keyof Judged, iteration = 99): number {
  const values = courses[name]!.map(
    (course) => course[Math.min(iteration, course.length - 1)]![of],
  );
  return values.reduce((sum, value) => sum + value / splits, 0);
}

const names = Object.keys(courses).toSorted((a, b) => mean(a, "test") - mean(b, "test"));
const rows = names.map((name) => {
  const iterations = courses[name]!.reduce((sum, { length }) => sum + (length - 1) / splits, 0);
  const fits = name.startsWith("best")
    ? "17 fits"
    : iterations > 0
      ? `${iterations.toFixed(1)} iterations`
      : "1 fit";
  return [
    name,
    fits,
    mean(name, "valid").toFixed(4),
    mean(name, "test").toFixed(4),
    mean(name, "error").toFixed(2),
  ];
});
console.log(
  `Means over ${splits} splits: ${trainRows} rows to train, ${validRows} to choose, 219 to test`,
);
console.log(table(["penalty", "work", "validation loss", "test loss", "test error, %"], rows));

const ends = (name: string) => courses[name]!.map((course) => course.at(-1)!.test);
const others = ends("one exponent");
const better = ends(pulledName).filter((loss, i) => loss < others[i]!).length;
console.log(
  `On ${better} of ${splits} splits the pulled exponents have a lower test loss than the one.`,
);

const tuned = ["one exponent", "30 exponents", pulledName];
const steps = Array.from({ length: 31 }, (_, i) => i);
const panel = (heading: string, of: keyof Judged, y: Panel["y"]) => ({
  heading,
  x: { label: "outer iterations" },
  y,
  series: [...tuned, "best of a grid of 17"].map((name) => ({
    name,
    points: steps.map((i): [number, number] => [i, mean(name, of, i)]),
    ...(name.startsWith("best") ? { dash: "4 4" } : {}),
  })),
});
saveFigure("breast-cancer", [
  panel("on the rows that the penalties are chosen with", "valid", {
    label: "validation loss, nats per patient",
    type: "log",
    domain: [0.05, 0.3],
  }),
  panel("on the test rows: thirty free exponents overfit", "test", {
    label: "test loss, nats per patient",
    type: "log",
    domain: [0.1, 0.3],
  }),
  panel("share of the test rows told wrong", "error", { label: "test error, %", domain: [3, 8] }),
]);

const last = (name: string) => ({ valid: mean(name, "valid"), test: mean(name, "test") });
const [one, free, pulled] = ["one exponent", "30 exponents", pulledName].map(last);
assert.ok(
  Math.abs(one!.valid - last("best of a grid of 17").valid) < 0.002,
  "the gradient finds what the grid finds",
);
assert.ok(one!.test < 0.5 * last("no tuning: e⁰").test);
assert.ok(free!.valid < 0.6 * one!.valid && free!.test > 1.1 * one!.test, "free exponents overfit");
assert.ok(pulled!.valid < 0.8 * one!.valid && pulled!.test < one!.test, "pulled ones do not");
