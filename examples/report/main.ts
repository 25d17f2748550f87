// npm start: two experiments with every hypergradient method, a table on the terminal, and out/report.html with figures
// beside out/report.json with the numbers behind them. `npm start -- docs/stackelberg.svg` also redraws the picture of
// the README.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { gameMethods, playGame, spendBudgets } from "./game.ts";
import { gamePicture } from "./gameFigures.ts";
import { gameTable, millisecondsAhead } from "./gameWords.ts";
import { look } from "./methods.ts";
import { progress } from "./progress.ts";
import type {
  GameRecord,
  GameTrace,
  NoisePoint,
  RegressionRecord,
  RegressionRun,
  ReportRecord,
} from "./records.ts";
import {
  compareAdversaries,
  noModel,
  prepareRegression,
  regressionMethods,
  runRegression,
  testUnderNoise,
} from "./regression.ts";
import { regressionTable } from "./regressionWords.ts";
import { reportPage } from "./reportPage.ts";
import { table } from "./table.ts";

const levels = [2, 3, 4, 5, 6];
const budgetLevels = [2, 3, 4];
const starts = [-4, -1, 1];
const models = ["bilevel", "trilevel"] as const;
const prices = [0.1, 0.3, 1, 3, 10, 30];
const c = 10;
/** Longest run of one method, in seconds: a slow method is cut short, not waited for. */
const patience = { game: 0.7, budget: 1, regression: 1.2 };

const started = performance.now();
const steps =
  levels.length * gameMethods.length + budgetLevels.length + 2 * regressionMethods.length + 1;
const bar = progress(steps);

function stackelberg(): GameRecord {
  const traces: GameTrace[] = [];
  for (const firms of levels) {
    for (const method of gameMethods) {
      bar.step(`Stackelberg game, ${firms} levels: ${look(method).label}`);
      const earlier = traces.filter((trace) => trace.method === method);
      if (millisecondsAhead(earlier) < 1500 * patience.game) {
        traces.push(playGame(firms, method, patience.game));
      }
    }
  }
  const budgets = budgetLevels.flatMap((firms) => {
    bar.step(`Stackelberg game, ${firms} levels: growing budgets`);
    return spendBudgets(firms, patience.budget);
  });
  return { traces, budgets };
}

function robustRegression(): RegressionRecord {
  const prepared = prepareRegression(1);
  const runs: RegressionRun[] = [];
  const noise: NoisePoint[] = [];
  for (const model of models) {
    for (const method of regressionMethods) {
      bar.step(`Robust regression, ${model}: ${look(method).label}`);
      const seconds = patience.regression;
      const done = runRegression(prepared, { model, method, starts, c, seconds });
      runs.push(...done.runs);
      if (method === "implicit") noise.push(...testUnderNoise(prepared, model, done.theta));
    }
  }
  bar.step("Robust regression: the adversary at six prices");
  const strength = prices.flatMap((price) => compareAdversaries(prepared, -2, price));
  const { train, validation, test } = prepared.data;
  const rows = {
    train: train.targets.length,
    validation: validation.targets.length,
    test: test.targets.length,
  };
  return {
    c,
    rows,
    features: train.features[0]!.length,
    baseline: noModel(prepared),
    runs,
    noise,
    strength,
  };
}

const game = stackelberg();
const regression = robustRegression();
const seconds = (performance.now() - started) / 1000;
const record: ReportRecord = {
  created: new Date().toISOString(),
  machine: {
    node: process.version,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
  },
  seconds,
  game,
  regression,
};

mkdirSync("out", { recursive: true });
writeFileSync("out/report.json", `${JSON.stringify(record, null, 1)}\n`);
writeFileSync("out/report.html", reportPage(record));
const [drawing] = process.argv.slice(2);
if (drawing !== undefined) writeFileSync(drawing, gamePicture(game));
bar.done(`${steps} steps`);

for (const [title, { head, rows }] of [
  [
    "Stackelberg game of n firms: relative error of the quantities where each method settles, ms per iteration",
    gameTable(game),
  ],
  [
    `Robust regression on the diabetes data, c = ${c}: medians over ${starts.length} starts`,
    regressionTable(regression),
  ],
] as const) {
  process.stdout.write(`\n${title}\n\n${table(head, rows)}\n`);
}
process.stdout.write(
  `\nFigures: ${resolve("out/report.html")}\nNumbers: ${resolve("out/report.json")}\n`,
);
