import {
  aid,
  conjugateGradient,
  type Expression,
  finiteDifference,
  gradientDescent,
  hypergradient,
  implicit,
  itd,
  type Level,
  maximize,
  minres,
  neumann,
  solveSync,
  stackedNewton,
  variable,
  zerothOrder,
} from "echelon";
import type { MethodName } from "./methods.ts";
import type { BudgetPoint, GamePoint, GameTrace } from "./records.ts";

/** Price a − b·Σq, and unit costs that rise by a tenth from firm to firm. */
const a = 100;
const b = 2;
const cost = (firm: number) => 1 + firm / 10;
const startQuantity = 10;

/** Every quantity of the generalised Stackelberg game in closed form, leader first. */
export function closedForm(firms: number): number[] {
  const order = Array.from({ length: firms }, (_, i) => i);
  const weighted = order.reduce((sum, i) => sum + 2 ** (firms - i - 1) * cost(i), 0);
  const price = (a + weighted) / 2 ** firms;
  return order.map((i) => (2 ** (firms - i - 1) * (price - cost(i))) / b);
}

interface Game {
  readonly quantities: readonly Expression[];
  readonly levels: (leader?: Level["options"], follower?: Level["options"]) => Level[];
}

function game(firms: number): Game {
  const quantities = Array.from({ length: firms }, (_, i) => variable(`q${i + 1}`, startQuantity));
  const supply = quantities.reduce((sum, q) => sum.add(q));
  const price = supply.mul(-b).add(a);
  const levels = (leader: Level["options"] = {}, follower: Level["options"] = {}) =>
    quantities.map((q, i) =>
      maximize(q, price.sub(cost(i)).mul(q), {
        name: `firm ${i + 1}`,
        ...(i === 0 ? leader : follower),
      }),
    );
  return { quantities, levels };
}

/** Settings that do not depend on the number of firms. The followers' steps and terms are the same for each level. */
const inner = { steps: 5, stepSize: 0.3 };
const methods = {
  stackedNewton: implicit(),
  implicit: implicit(),
  aidConjugateGradient: aid({ linearSolver: conjugateGradient() }),
  aidNeumann: aid({ linearSolver: neumann({ stepSize: 0.3, terms: 10 }) }),
  aidMinres: aid({ linearSolver: minres() }),
  itdReverse: itd({ ...inner, mode: "reverse" }),
  itdForward: itd({ ...inner, mode: "forward" }),
  finiteDifference: finiteDifference(),
  zerothOrder: zerothOrder({ samples: 20 }),
};

export const gameMethods = Object.keys(methods) as MethodName[];

/** Differences need values of the leader's objective only: the followers keep the exact method. */
function followerOptions(method: MethodName): Level["options"] {
  return method === "finiteDifference" || method === "zerothOrder" ? { method: implicit() } : {};
}

/** Plain gradient steps for the leader, so that only the gradient differs; Newton's method once for comparison. */
function leaderSolver(method: MethodName, firms: number) {
  const curvature = b * 2 ** (2 - firms);
  return method === "stackedNewton"
    ? stackedNewton()
    : gradientDescent({ stepSize: 0.5 / curvature });
}

/** Runs one method on the game, at most `seconds` long, after one step that compiled its programs. */
export function playGame(firms: number, method: MethodName, seconds: number): GameTrace {
  const { quantities, levels } = game(firms);
  const hierarchy = levels({ solver: leaderSolver(method, firms) }, followerOptions(method));
  const exact = closedForm(firms);
  const error = (value: (q: Expression) => number | Float64Array) =>
    Math.max(...quantities.map((q, i) => Math.abs((value(q) as number) / exact[i]! - 1)));
  const options = { method: methods[method], timeLimit: 1000 * seconds, tolerance: 1e-13 };
  const began = performance.now();
  solveSync(hierarchy, { ...options, maxIterations: 1 });
  const compiling = performance.now() - began;
  // The fastest of three: the clock of a shared machine stands still now and then.
  const runs = [1, 2, 3].flatMap((run) => {
    const late = run > 1 && performance.now() - began > 500 * seconds;
    return late ? [] : [solveSync(hierarchy, { ...options, maxIterations: 60 })];
  });
  const { status, history, cost, time } = runs.reduce((a, b) => (b.time < a.time ? b : a));
  const points = history.map(
    (at): GamePoint => ({ iteration: at.iteration, milliseconds: at.time, error: error(at.value) }),
  );
  if (method === "stackedNewton") {
    // Its steps move all levels at once, before the leader's loop begins: what is known is where they start and end.
    const start: GamePoint = {
      iteration: 0,
      milliseconds: 0,
      error: error(() => startQuantity),
    };
    const end = { ...points.at(-1)!, iteration: cost.stackedSteps, milliseconds: time };
    return { method, firms, status, compiling, points: [start, end] };
  }
  return { method, firms, status, compiling, points };
}

/** Root mean square of several errors. */
function typical(errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
}

/** The gradient of the leader's profit at its start, with the budgets of each approximate method, while time lasts. */
export function spendBudgets(firms: number, seconds: number): BudgetPoint[] {
  const { quantities, levels } = game(firms);
  const unrolled = levels();
  const exactBelow = levels({}, { method: implicit() });
  const slope = (hierarchy: Level[], method: ReturnType<typeof implicit>) =>
    hypergradient(hierarchy, { method }).gradient(quantities[0]!) as number;
  const exact = slope(unrolled, implicit());
  const error = (hierarchy: Level[], method: ReturnType<typeof implicit>) =>
    Math.abs(slope(hierarchy, method) / exact - 1);
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const families: [MethodName, (budget: number) => number][] = [
    [
      "aidNeumann",
      (terms) => error(unrolled, aid({ linearSolver: neumann({ stepSize: 0.3, terms }) })),
    ],
    ["itdReverse", (steps) => error(unrolled, itd({ ...inner, steps }))],
    [
      "zerothOrder",
      (samples) => typical(seeds.map((seed) => error(exactBelow, zerothOrder({ samples, seed })))),
    ],
  ];
  return families.flatMap(([method, errorOf]) => {
    const points: BudgetPoint[] = [];
    const started = performance.now();
    for (const budget of [1, 2, 5, 10, 20, 50, 100]) {
      points.push({ method, firms, budget, error: errorOf(budget) });
      const before = performance.now();
      errorOf(budget);
      // Compiled, the next budget costs up to 2.5^(firms−1) times as much.
      const next = (performance.now() - before) * 2.5 ** (firms - 1);
      if (performance.now() - started + next > 1000 * seconds) break;
    }
    return points;
  });
}
