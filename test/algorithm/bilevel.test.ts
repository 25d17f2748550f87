import { hypergradient, minimize, parameter, solve, solveSync, variable } from "echelon";
import { advance, aidBio, imaml, unrolledLevels } from "echelon/algorithm";
import { expect, test } from "vitest";
import { taskList } from "../../src/algorithm/tasks.ts";
import type { Algorithm, AlgorithmState } from "../../src/solve/algorithm.ts";

// y*(x) = s x, so x* = s²/(s² + 1) for y near s: ½ for s = 1, 9/10 for s = 3.
const s = parameter("s", 1);
const x = variable("x", 0);
const y = variable("y", 0);
const levels = [
  minimize(x, y.sub(s).square().add(x.square())),
  minimize(y, y.sub(x.mul(s)).square()),
];
const algorithm = aidBio({ innerStepSize: 0.3, stepSize: 0.05 });
const steps = { innerSteps: 3, innerStepSize: 0.1, stepSize: 0.05 };

const some: readonly (readonly [string, Algorithm<AlgorithmState>])[] = [
  ["aidBio", algorithm],
  ["unrolledLevels", unrolledLevels(steps)],
  ["imaml", imaml({ ...steps, tie: 1, tasks: taskList([], [[]]) })],
];

test.each(some)("a run of %s keeps its data while others work on the same levels", (_, one) => {
  const alone = advance(one.on(levels, { s: 1 }), 20);
  const method = one.on(levels, { s: 1 });
  const byDefault = one.on(levels);
  let [given, own] = [method.init(), byDefault.init()];
  for (let i = 0; i < 20; i++) {
    given = method.step(given);
    one.on(levels, { s: 7 });
    own = byDefault.step(own);
    if (i % 3 === 0) solveSync(levels, { at: { s: 5 } });
    else hypergradient(levels, { at: { s: 5 } });
  }
  expect(given).toStrictEqual(alone);
  expect(own).toStrictEqual(alone);
});

test("two solves by a published method at once, over the same levels, each find their own answer", async () => {
  const found = await Promise.all(
    [1, 3].map((at) => solve(levels, { algorithm, at: { s: at }, tolerance: 1e-9 })),
  );
  expect(found.map(({ status }) => status)).toEqual(["converged", "converged"]);
  expect(found[0]!.value(x)).toBeCloseTo(1 / 2, 8);
  expect(found[1]!.value(x)).toBeCloseTo(9 / 10, 8);
});
