import type { Answer, Request } from "../../src/solver/solver.ts";

/** An objective with its derivatives written by hand, a start, and the answer. */
export interface Problem {
  readonly name: string;
  readonly start: Float64Array;
  /** Any of these is right: minimisers of the same value. */
  readonly minimisers: readonly Float64Array[];
  readonly minimum: number;
  /** Largest distance from a minimiser that |∇f| ≤ 1e-10 allows. */
  readonly within: number;
  readonly evaluate: (request: Request) => Required<Answer>;
}

type Fill = (x: Float64Array, gradient: Float64Array, hessian: Float64Array) => number;

function problem(
  name: string,
  start: ArrayLike<number>,
  minimisers: readonly ArrayLike<number>[],
  minimum: number,
  within: number,
  fill: Fill,
): Problem {
  return {
    name,
    start: Float64Array.from(start),
    minimisers: minimisers.map((minimiser) => Float64Array.from(minimiser)),
    minimum,
    within,
    evaluate: ({ x }) => {
      const gradient = new Float64Array(x.length);
      const hessian = new Float64Array(x.length ** 2);
      return { value: fill(x, gradient, hessian), gradient, hessian };
    },
  };
}

/** ½(x − c)ᵀA(x − c), A = Q·diag(1 … κ)·Q with Q = I − 2uuᵀ; eigenvalues in geometric progression. */
export function quadratic(size: number, condition: number, distance = 1): Problem {
  const eigenvalue = (i: number) => (size === 1 ? condition : condition ** (i / (size - 1)));
  const u = Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 3 * i));
  const length = Math.hypot(...u);
  const q = (i: number, j: number) => (i === j ? 1 : 0) - (2 * u[i]! * u[j]!) / length ** 2;
  const a = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let entry = 0;
      for (let k = 0; k < size; k++) entry += q(i, k) * eigenvalue(k) * q(k, j);
      a[i * size + j] = entry;
      a[j * size + i] = entry;
    }
  }
  const centre = Float64Array.from({ length: size }, (_, i) => distance * Math.cos(2 * i));
  const name = `quadratic of ${size} variables, condition ${condition}, at distance ${distance}`;
  return problem(name, new Float64Array(size), [centre], 0, 1e-9, (x, gradient, hessian) => {
    let value = 0;
    hessian.set(a);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        gradient[i] = gradient[i]! + a[i * size + j]! * (x[j]! - centre[j]!);
      }
      value += 0.5 * gradient[i]! * (x[i]! - centre[i]!);
    }
    return value;
  });
}

/** Σ of a function of each coordinate; the Hessian is diagonal. */
function separable(
  name: string,
  start: ArrayLike<number>,
  minimisers: readonly ArrayLike<number>[],
  minimum: number,
  within: number,
  term: (t: number, i: number) => readonly [number, number, number],
): Problem {
  return problem(name, start, minimisers, minimum, within, (x, gradient, hessian) => {
    let value = 0;
    for (let i = 0; i < x.length; i++) {
      const [f, slope, bend] = term(x[i]!, i);
      value += f;
      gradient[i] = slope;
      hessian[i * (x.length + 1)] = bend;
    }
    return value;
  });
}

export const rosenbrock: Problem = problem(
  "Rosenbrock's valley",
  [-1.2, 1],
  [[1, 1]],
  0,
  1e-9,
  ([a = 0, b = 0], gradient, hessian) => {
    const across = b - a * a;
    gradient.set([-2 * (1 - a) - 400 * a * across, 200 * across]);
    hessian.set([2 - 400 * (b - 3 * a * a), -400 * a, -400 * a, 200]);
    return (1 - a) ** 2 + 100 * across ** 2;
  },
);

/** x² − y² + y⁴/4: a saddle at 0, minima at (0, ±√2) of value −1. */
export function saddle(start: readonly number[], where: string): Problem {
  const minimisers = [
    [0, Math.SQRT2],
    [0, -Math.SQRT2],
  ];
  return separable(`x² − y² + y⁴/4 ${where}`, start, minimisers, -1, 1e-9, (t, i) =>
    i === 0 ? [t * t, 2 * t, 2] : [-t * t + t ** 4 / 4, -2 * t + t ** 3, -2 + 3 * t * t],
  );
}

/** cos x: a maximum at 0, minima at ±π. */
export function cosine(start: number): Problem {
  const minimisers = [[Math.PI], [-Math.PI]];
  const name = `cos x from ${start}`;
  return separable(name, [start], minimisers, -1, 1e-9, (t) => [
    Math.cos(t),
    -Math.sin(t),
    -Math.cos(t),
  ]);
}

export const cosh: Problem = separable("cosh(x − 3), one variable", [-2], [[3]], 1, 1e-9, (t) => [
  Math.cosh(t - 3),
  Math.sinh(t - 3),
  Math.cosh(t - 3),
]);

export const quartic: Problem = separable(
  "Σ t⁴/4 + t²/2 − 2t",
  [3, -2, 0, 10],
  [[1, 1, 1, 1]],
  -5,
  1e-9,
  (t) => [t ** 4 / 4 + t ** 2 / 2 - 2 * t, t ** 3 + t - 2, 3 * t * t + 1],
);

/** 4|t|³ ≤ 1e-10 leaves |t| ≤ 3e-4. */
export const flat: Problem = separable(
  "Σ t⁴, a minimum with zero curvature",
  [1, 2],
  [[0, 0]],
  0,
  5e-4,
  (t) => [t ** 4, 4 * t ** 3, 12 * t * t],
);

export const barrier: Problem = separable(
  "t − log t, outside its domain for t ≤ 0",
  [0.05, 9],
  [[1, 1]],
  2,
  1e-9,
  (t) => [t - Math.log(t), 1 - 1 / t, 1 / (t * t)],
);

/** log Σᵢ exp(aᵢᵀx) + ½|x|² with aᵢ in pairs ±a: the minimiser is 0, the minimum log m. */
export function logSumExp(size: number): Problem {
  const rows = Array.from({ length: 2 * size }, (_, i) =>
    Float64Array.from(
      { length: size },
      (_, j) => (i % 2 === 0 ? 1 : -1) * Math.sin((Math.trunc(i / 2) + 1) * (j + 1)),
    ),
  );
  const start = Array.from({ length: size }, (_, i) => 2 + Math.sin(i));
  const name = `log-sum-exp of ${size} variables`;
  const zero = new Float64Array(size);
  return problem(name, start, [zero], Math.log(2 * size), 1e-9, (x, gradient, hessian) => {
    const products = rows.map((row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0));
    const top = Math.max(...products);
    const weights = products.map((product) => Math.exp(product - top));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    rows.forEach((row, i) => {
      const share = weights[i]! / total;
      for (let j = 0; j < size; j++) {
        gradient[j] = gradient[j]! + share * row[j]!;
        for (let k = 0; k < size; k++) {
          hessian[j * size + k] = hessian[j * size + k]! + share * row[j]! * row[k]!;
        }
      }
    });
    const mean = gradient.slice();
    let value = top + Math.log(total);
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        hessian[j * size + k] = hessian[j * size + k]! - mean[j]! * mean[k]! + (j === k ? 1 : 0);
      }
      gradient[j] = mean[j]! + x[j]!;
      value += 0.5 * x[j]! ** 2;
    }
    return value;
  });
}

/** The same problem seen through f(x) + offset: digits of the value are lost, those of the gradient are not. */
export function lifted(original: Problem, offset: number): Problem {
  return {
    ...original,
    name: `${original.name}, value raised by ${offset}`,
    minimum: original.minimum + offset,
    evaluate: (request) => {
      const answer = original.evaluate(request);
      return { ...answer, value: answer.value + offset };
    },
  };
}

/** The same problem in other units: x = unit·z, f scaled by `height`. */
export function rescaled(original: Problem, unit: number, height: number): Problem {
  return {
    name: `${original.name}, in units of ${unit}, times ${height}`,
    start: original.start.map((entry) => entry * unit),
    minimisers: original.minimisers.map((m) => m.map((entry) => entry * unit)),
    minimum: original.minimum * height,
    within: original.within * unit,
    evaluate: (request) => {
      const x = request.x.map((entry) => entry / unit);
      const { value, gradient, hessian } = original.evaluate({ ...request, x });
      return {
        value: value * height,
        gradient: gradient.map((entry) => (entry * height) / unit),
        hessian: hessian.map((entry) => (entry * height) / unit ** 2),
      };
    },
  };
}

/** Solved by every solver that is set up for a condition of 100 and curvatures up to 100. */
export const mild: readonly Problem[] = [
  quadratic(1, 3),
  quadratic(2, 1),
  quadratic(5, 10),
  quadratic(12, 100),
  cosh,
  saddle([0.3, 0.4], "from (0.3, 0.4)"),
  cosine(1),
  logSumExp(4),
  lifted(quadratic(5, 10), 1e6),
];

/** Needs curvature, or a search along the line. */
export const hard: readonly Problem[] = [
  quadratic(200, 100),
  quadratic(10, 1e4),
  quadratic(4, 1e8),
  rosenbrock,
  quartic,
  flat,
  barrier,
  logSumExp(20),
  cosine(3),
  lifted(logSumExp(4), 1e9),
  lifted(rosenbrock, 1e9),
  lifted(quadratic(10, 1e4), 1e6),
  rescaled(quartic, 1e-6, 1),
  rescaled(quartic, 1e6, 1e6),
];

/** Starts where the gradient is zero and the point is not a minimum: only curvature leads away. */
export const stationary: readonly Problem[] = [
  saddle([0, 0], "from the saddle"),
  saddle([1, 0], "from the ridge that leads to the saddle"),
  cosine(0),
];
