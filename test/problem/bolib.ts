import {
  type Expression,
  exp,
  type Level,
  type LevelOptions,
  log,
  minimize,
  variable,
} from "echelon";

/** min F(x, y), G ≥ 0, with y ∈ argmin f, g ≥ 0; vectors of the sizes of the starts, taken apart by `parts`. */
export interface BolibProblem {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly outer: (x: Parts, y: Parts) => Expression;
  readonly inner: (x: Parts, y: Parts) => Expression;
  readonly above?: (x: Parts, y: Parts) => Expression[];
  readonly below?: (x: Parts, y: Parts) => Expression[];
  readonly optimum: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly F: number;
  };
}

type Parts = readonly Expression[];
export const square = (e: Expression) => e.square();
export const sum = (parts: Parts) => parts.reduce((total, part) => total.add(part));
export const within = (e: Expression, low: number, high: number) => [e.sub(low), e.neg().add(high)];

/**
 * T9: problems of Zhou, Zemkoho and Tin, BOLIB, with optima that were found again independently. These have no active
 * constraint at their optimum.
 */
export const interior: Record<string, BolibProblem> = {
  HendersonQuandt1958: {
    x: [50],
    y: [10],
    outer: ([x], [y]) => x!.mul(x!.div(2).add(y!.div(2)).sub(95)),
    inner: ([x], [y]) => y!.mul(x!.add(y!).sub(x!.div(2)).sub(100)),
    optimum: { x: [280 / 3], y: [80 / 3], F: -9800 / 3 },
  },
  LamparielloSagratella2017Ex32: {
    x: [2],
    y: [-1],
    outer: ([x], [y]) => square(x!).add(square(y!)),
    inner: ([x], [y]) => square(x!.add(y!).sub(1)),
    optimum: { x: [0.5], y: [0.5], F: 0.5 },
  },
  HenrionSurowiec2011: {
    x: [1],
    y: [2],
    outer: ([x]) => square(x!),
    inner: ([x], [y]) => square(y!).div(2).sub(x!.mul(y!)),
    optimum: { x: [0], y: [0], F: 0 },
  },
  Yezza1996Ex41: {
    x: [2.5],
    y: [0.5],
    outer: ([x], [y]) =>
      square(y!.sub(x!).add(2))
        .add(square(y!.sub(2)))
        .div(2),
    inner: ([x], [y]) => x!.sub(y!).add(square(y!).div(2)),
    optimum: { x: [3], y: [1], F: 0.5 },
  },
  GumusFloudas2001Ex4: {
    x: [1],
    y: [1],
    outer: ([x], [y]) => square(x!.sub(3)).add(square(y!.sub(2))),
    inner: (_, [y]) => square(y!.sub(5)),
    optimum: { x: [3], y: [5], F: 9 },
  },
  // The library reports −2.1962, which is not the optimum of these functions.
  FalkLiu1995: {
    x: [1, 1],
    y: [1, 1],
    outer: (x, y) =>
      sum(x.map((e) => square(e.sub(1.5))))
        .add(sum(y.map(square)))
        .sub(4.5),
    inner: (x, y) => sum(x.map((e, i) => square(e.sub(y[i]!)))),
    optimum: { x: [0.75, 0.75], y: [0.75, 0.75], F: -2.25 },
  },
};

/** The follower's global minimiser jumps at x = 1, where the optimum is; its stationary branch goes on to x ≈ 1.991. */
export const mirrlees1999: BolibProblem = {
  x: [1.8],
  y: [1],
  outer: ([x], [y]) => square(x!.sub(2)).add(square(y!.sub(1))),
  inner: ([x], [y]) =>
    x!
      .mul(exp(square(y!.add(1)).neg()))
      .neg()
      .sub(exp(square(y!.sub(1)).neg())),
  optimum: { x: [1], y: [0.957504024077], F: 1.00180590797 },
};

/** As two levels, constraints by logarithmic barriers of the given weight; without a weight they are left out. */
export function bolibLevels(problem: BolibProblem, barrier = 0, options: LevelOptions = {}) {
  const [x, y] = [variable("x", [...problem.x]), variable("y", [...problem.y])];
  const parts = (node: Expression, count: number) =>
    Array.from({ length: count }, (_, i) => node.slice([i], [i + 1]).sum());
  const [own, theirs] = [parts(x, problem.x.length), parts(y, problem.y.length)];
  const walls = (of?: BolibProblem["above"]) =>
    (barrier > 0 ? (of?.(own, theirs) ?? []) : []).map((e) => log(e).mul(-barrier));
  const levels: Level[] = [
    minimize(x, sum([problem.outer(own, theirs), ...walls(problem.above)]), { name: "leader" }),
    minimize(y, sum([problem.inner(own, theirs), ...walls(problem.below)]), {
      name: "follower",
      ...options,
    }),
  ];
  return { x, y, levels, F: problem.outer(own, theirs), f: problem.inner(own, theirs) };
}
