import { expect, test } from "vitest";
import { closedForm, playGame, spendBudgets } from "../../examples/report/game.ts";
import { gameCaptions } from "../../examples/report/gameWords.ts";
import type { RegressionRecord, ReportRecord } from "../../examples/report/records.ts";
import {
  compareAdversaries,
  noModel,
  prepareRegression,
  runRegression,
  testUnderNoise,
} from "../../examples/report/regression.ts";
import { reportPage } from "../../examples/report/reportPage.ts";

/** No clock ends a run here: the results are the same on every machine. */
const seconds = Number.POSITIVE_INFINITY;
const prepared = prepareRegression(1);
let measured: RegressionRecord | undefined;

/** The second experiment with the exact method and one start, run once for all tests. */
function regression(): RegressionRecord {
  measured ??= measureRegression();
  return measured;
}

function measureRegression(): RegressionRecord {
  const task = { method: "implicit", starts: [-2], c: 10, seconds } as const;
  const models = ["bilevel", "trilevel"] as const;
  const done = models.map((model) => runRegression(prepared, { model, ...task }));
  return {
    c: 10,
    rows: { train: 40, validation: 100, test: 302 },
    features: 10,
    baseline: noModel(prepared),
    runs: done.flatMap(({ runs }) => runs),
    noise: models.flatMap((model, i) => testUnderNoise(prepared, model, done[i]!.theta)),
    strength: [0.1, 30].flatMap((c) => compareAdversaries(prepared, -2, c)),
  };
}

test("the closed form of the game is the one of the literature: n = 5", () => {
  expect(closedForm(5).map((q) => Number(q.toFixed(10)))).toEqual([
    25.4, 12.3, 5.95, 2.875, 1.3875,
  ]);
});

test("the exact method plays the game of six firms to 1e−12 of the closed form", () => {
  const { points, status } = playGame(6, "implicit", seconds);
  expect(status).toBe("converged");
  expect(points.at(-1)!.error).toBeLessThan(1e-12);
});

test("the trilevel model beats the bilevel one under noise by more than a tenth", () => {
  const { runs, noise } = regression();
  const [bilevel, trilevel] = runs.map(({ points }) => points.at(-1)!.noisyTest);
  expect(bilevel! - trilevel!).toBeGreaterThan(0.1);
  expect(noise).toHaveLength(14);
});

test("the report is one file with its figures, and fetches nothing", () => {
  const record: ReportRecord = {
    created: "2026-01-01T00:00:00.000Z",
    machine: { node: "v20", cpu: "a processor", cores: 2 },
    seconds: 1,
    game: {
      traces: (["stackedNewton", "implicit", "itdForward"] as const).map((method) =>
        playGame(2, method, seconds),
      ),
      budgets: spendBudgets(2, seconds),
    },
    regression: regression(),
  };
  const page = reportPage(record);
  expect(page.match(/<figure /g)).toHaveLength(5);
  expect(page.match(/<svg [^>]*role="img"/g)!.length).toBeGreaterThanOrEqual(8);
  expect(page.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:|src=|@import|url\(/);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(page).toContain("prefers-color-scheme: dark");
});

test("a run that was cut after its first iteration stays out of the sentence on time", () => {
  const point = (iteration: number) => ({ iteration, milliseconds: iteration, error: 0.5 });
  const trace = (firms: number, iterations: number) => ({
    method: "itdForward" as const,
    firms,
    status: "aborted",
    compiling: 1,
    points: Array.from({ length: iterations }, (_, i) => point(i)),
  });
  const record = { traces: [trace(2, 5), trace(5, 5), trace(6, 1)], budgets: [] };
  const { convergence } = gameCaptions(record);
  expect(convergence).toMatch(/away with 5, where one of their iterations takes\s+1 times/);
});
