import { type Expression, type Level, minimize, parameter, tanh, variable } from "echelon";
import { type AlgorithmState, Bilevel, randomAt } from "echelon/algorithm";

const POINTS = 10;
const UNITS = 20;
const TESTS = 100;
const RIDGE = 0.01;

/** Which layers of the network a task adapts; the others are shared. */
export type Adapted = "last layer" | "last two layers" | "all layers";

/** Few-shot sinusoids: support and query points of random phase and height. */
export interface Sinusoids {
  readonly levels: readonly [Level, Level];
  /** The parameters of a task, and one drawn at random. */
  readonly data: readonly Expression[];
  draw(next: () => number): Float64Array[];
  /** The shared variables that the adapted ones start at. */
  readonly head: readonly Expression[];
  /** Mean query loss of 100 fresh sinusoids after the given inner steps. */
  queryLoss(state: AlgorithmState, innerSteps: number, innerStepSize: number): number;
  /** Least and largest eigenvalue of the inner Hessian on the way of some tasks from the untrained start. */
  curvature(innerSteps: number, innerStepSize: number): [least: number, largest: number];
}

/**
 * Two tanh layers of 20 units and a linear one, with a small ridge in the inner loss. Adapting the last layer is least
 * squares, strongly convex; adapting the last two layers, or all three, is not convex.
 */
export function sinusoids(adapted: Adapted): Sinusoids {
  const random = randomAt(3, 0);
  const draw = (shape: number[], size: number) => ({
    data: Float64Array.from(
      { length: shape.reduce((a, b) => a * b) },
      () => size * (2 * random() - 1),
    ),
    shape,
  });
  const narrow = 1 / Math.sqrt(UNITS);
  const shared = [
    variable("first", draw([1, UNITS], 1.5)),
    variable("firstBias", draw([UNITS], 1.5)),
    variable("second", draw([UNITS, UNITS], 1.5 * narrow)),
    variable("secondBias", draw([UNITS], 0.5)),
    variable("last", draw([UNITS], narrow)),
  ];
  const kept = { "last layer": 4, "last two layers": 2, "all layers": 0 }[adapted];
  const head = shared.slice(kept);
  const own = head.map((node, i) => variable(`own${i}`, draw([...node.shape], 0)));
  const data = ["s", "t", "q", "r"].map((name) => parameter(name, draw([POINTS], 1)));
  const weights = [...shared.slice(0, kept), ...own];
  const levels: [Level, Level] = [
    minimize(shared, loss(weights, data.slice(2))),
    minimize(own, loss(weights, data.slice(0, 2)).add(ridge(own))),
  ];
  const judge = new Bilevel("query", levels, { streams: [{ parameters: data, draw: () => [] }] });
  const next = randomAt(1234, 0);
  const tests = Array.from({ length: TESTS }, () => sinusoid(next));
  const queryLoss = ({ x }: AlgorithmState, innerSteps: number, innerStepSize: number) => {
    let sum = 0;
    for (const test of tests) {
      judge.use(test);
      let y = x.slice(x.length - judge.start.y.length);
      for (let t = 0; t < innerSteps; t++) {
        const { gradient } = judge.inner(x, y);
        y = y.map((entry, k) => entry - innerStepSize * gradient[k]!);
      }
      sum += judge.outer(x, y).value / TESTS;
    }
    return sum;
  };
  const curvature = (innerSteps: number, innerStepSize: number) =>
    curvatureAlong(judge, tests.slice(0, 25), innerSteps, innerStepSize);
  return { levels, data, draw: sinusoid, head, queryLoss, curvature };
}

function curvatureAlong(
  problem: Bilevel,
  tasks: readonly Float64Array[][],
  innerSteps: number,
  innerStepSize: number,
): [number, number] {
  const { x } = problem.start;
  let [least, largest] = [Number.POSITIVE_INFINITY, 0];
  for (const task of tasks) {
    problem.use(task);
    let y = x.slice(x.length - problem.start.y.length);
    for (let t = 0; t < innerSteps; t++) {
      const top = eigenvalue((v) => problem.hessian(x, y, v), y.length);
      const bottom = eigenvalue((v) => shifted(problem.hessian(x, y, v), v, top), y.length) + top;
      [least, largest] = [Math.min(least, bottom), Math.max(largest, top)];
      const { gradient } = problem.inner(x, y);
      y = y.map((entry, k) => entry - innerStepSize * gradient[k]!);
    }
  }
  return [least, largest];
}

const shifted = (product: Float64Array, v: Float64Array, by: number): Float64Array =>
  product.map((entry, i) => entry - by * v[i]!);

/** The eigenvalue of largest size, by power iteration. */
function eigenvalue(multiply: (v: Float64Array) => Float64Array, size: number): number {
  let v = Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1));
  let value = 0;
  for (let i = 0; i < 200; i++) {
    const length = Math.hypot(...v);
    v = v.map((entry) => entry / length);
    const next = multiply(v);
    value = next.reduce((sum, entry, k) => sum + entry * v[k]!, 0);
    v = Float64Array.from(next);
  }
  return value;
}

/** Makes least squares with fewer points than units strongly convex. */
const ridge = (own: readonly Expression[]): Expression =>
  own
    .map((node) =>
      node
        .square()
        .sum()
        .mul(RIDGE / 2),
    )
    .reduce((sum, term) => sum.add(term));

/** Mean squared error of the network at the given points. */
function loss(weights: readonly Expression[], [at, to]: readonly Expression[]): Expression {
  const [first, firstBias, second, secondBias, last] = weights as Expression[];
  const one = tanh(at!.reshape([POINTS, 1]).mul(first!).add(firstBias!));
  const two = tanh(one.matmul(second!).add(secondBias!));
  return two.matmul(last!).sub(to!).square().mean();
}

function sinusoid(next: () => number): Float64Array[] {
  const [phase, size] = [3 * next(), 0.5 + next()];
  const sample = () => Float64Array.from({ length: POINTS }, () => 6 * next() - 3);
  const [support, query] = [sample(), sample()];
  const height = (x: Float64Array) => x.map((at) => size * Math.sin(at + phase));
  return [support, height(support), query, height(query)];
}
