import {
  gradientDescent,
  type Level,
  minimize,
  newton,
  type Solution,
  solve,
  variable,
} from "echelon";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coupledChain } from "../problem/coupledChain.ts";
import { logistic } from "../problem/logistic.ts";
import { workClock } from "../reference/workClock.ts";

// The clock of these tests goes on with operations, a million a millisecond: they say the same on a busy machine.
beforeEach(workClock);
afterEach(() => vi.restoreAllMocks());

/** Longest time between two turns of the event loop while `work` runs, in milliseconds. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let [longest, last, running] = [0, performance.now(), true];
  const tick = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  await work();
  running = false;
  tick();
  return longest;
}

const problems: [string, () => { levels: Level[] }][] = [
  ["logistic regression, 200 features, 200 hyper-parameters", () => logistic(400, 200)],
  ["two coupled levels of 200 variables", () => coupledChain(2, { d: 200 })],
];

test.each(problems)("no block longer than 50 ms: %s", async (_, make) => {
  const { levels } = make();
  const longest = await longestBlock(() => solve(levels, { maxIterations: 30 }));
  expect(longest).toBeLessThan(50);
});

/** A run of `levels` aborted while it works; milliseconds from the abort to the answer. */
async function aborted(
  levels: Level[],
  after: number,
): Promise<{ late: number; solution: Solution }> {
  const controller = new AbortController();
  const until = performance.now() + after;
  let at = Number.POSITIVE_INFINITY;
  const tick = () => {
    if (performance.now() < until) setImmediate(tick);
    else {
      at = performance.now();
      controller.abort();
    }
  };
  setImmediate(tick);
  const solution = await solve(levels, { signal: controller.signal, tolerance: 0 });
  return { late: performance.now() - at, solution };
}

const endless: [string, () => { levels: Level[] }][] = [
  [
    "outer steps on 200 variables",
    () => {
      const solver = gradientDescent({ stepSize: 1e-6, steps: 1e9 });
      return coupledChain(2, { d: 200, options: (k) => (k === 0 ? { solver } : {}) });
    },
  ],
  [
    "inner steps on 200 variables, after a start",
    () => {
      const solver = gradientDescent({ stepSize: 1e-3, steps: 1e9 });
      return coupledChain(2, { d: 200, options: (k) => (k === 1 ? { solver } : {}) });
    },
  ],
  [
    "three levels, the middle one endless",
    () => {
      const solver = gradientDescent({ stepSize: 1e-6, steps: 1e9 });
      return coupledChain(3, { d: 20, options: (k) => (k === 1 ? { solver } : {}) });
    },
  ],
];

test.each(endless)("an abort is answered within 100 ms: %s", async (_, make) => {
  const { late, solution } = await aborted(make().levels, 150);
  expect(late).toBeLessThan(100);
  expect(solution.status).toBe("aborted");
  expect(solution.advice).toMatch(/best point so far|before its start/);
  if (solution.history.length > 0) {
    const lowest = Math.min(...solution.history.map(({ objective }) => objective));
    expect(solution.objective).toBe(lowest);
  } else expect(solution.objective).toBe(solution.levels[0]!.objective);
});

test("timers and other solves run in between", async () => {
  const { levels } = coupledChain(2, { d: 200 });
  const x = variable("x", 0);
  const quick = [minimize(x, x.sub(1).square(), { solver: newton() })];
  const order: string[] = [];
  await Promise.all([
    solve(levels, { maxIterations: 40 }).then(() => order.push("long")),
    solve(quick).then(() => order.push("quick")),
    new Promise((resolve) => setTimeout(resolve, 1)).then(() => order.push("timer")),
  ]);
  expect(order.at(-1)).toBe("long");
});
