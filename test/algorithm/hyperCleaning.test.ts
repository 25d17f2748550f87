import { expect, test } from "vitest";
import { mnistCleaning, mnistFolder, trained } from "../../examples/algorithms/mnistCleaning.ts";
import { advance } from "../../src/algorithm/method.ts";
import { stocBio } from "../../src/algorithm/stocBio.ts";
import { arenaBytes } from "../../src/core/arena.ts";

const folder = mnistFolder();

test.skipIf(!folder)(
  "stocBiO finds wrong MNIST labels with F1 ≥ 0.90, gains 5 points of accuracy, in constant memory (mnist-t10k-*.gz in ECHELON_DATA)",
  { timeout: 180_000 },
  () => {
    const problem = mnistCleaning(folder!);
    const inner = { innerSteps: 5, innerStepSize: 0.3, terms: 3, seriesStepSize: 0.5 };
    const options = { ...inner, streams: problem.streams };
    const everything = stocBio({ ...options, stepSize: 1e-12 }).on(problem.levels);
    const cleaned = stocBio({ ...options, stepSize: 2000 }).on(problem.levels);
    advance(cleaned, 1);
    const before = arenaBytes();
    const { state, average } = trained(cleaned, 300);
    expect(arenaBytes()).toBe(before);
    expect(problem.corrupted).toBeGreaterThan(2000);
    expect(problem.f1(state.x)).toBeGreaterThanOrEqual(0.9);
    const gained = problem.accuracy(average) - problem.accuracy(trained(everything, 300).average);
    expect(gained).toBeGreaterThanOrEqual(0.05);
  },
);
