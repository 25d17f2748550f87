import {
  abs,
  aid,
  conjugateGradient,
  cos,
  EchelonError,
  type ErrorCode,
  exp,
  finiteDifference,
  gradientDescent,
  hypergradient,
  implicit,
  lbfgs,
  minimize,
  minres,
  newton,
  solveSync,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";

// Rows 10 and 11: NaN, a least-norm answer or a saddle that passes for a solution elsewhere.

function thrown(run: () => unknown): EchelonError {
  try {
    run();
  } catch (error) {
    if (error instanceof EchelonError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function expectError(run: () => unknown, code: ErrorCode, ...words: RegExp[]) {
  const error = thrown(run);
  expect(error.code).toBe(code);
  for (const word of words) expect(error.message).toMatch(word);
  expect(error.message).toMatch(/\.$/);
}

describe("row 10: a singular inner Hessian", () => {
  const rankOne = () => {
    const x = variable("x", 1);
    const w = variable("w", [0.3, -0.2]);
    const train = w.sum().sub(x).square();
    return [minimize(x, w.square().sum().add(x.square())), minimize(w, train, { name: "train" })];
  };

  test("is ERR_SINGULAR with level, variable, condition and advice", () => {
    for (const run of [() => hypergradient(rankOne()), () => solveSync(rankOne())])
      expectError(run, "ERR_SINGULAR", /"train"/, /by w/, /condition/, /ridge/);
  });

  test("of condition above 1e15 too, though every pivot is positive", () => {
    const x = variable("x", 1);
    const w = variable("w", [0, 0]);
    const near = w.sub(x).mul([1, 1e-9]).square().sum();
    const levels = [minimize(x, w.sum().add(x.square())), minimize(w, near, { name: "near" })];
    expectError(() => hypergradient(levels), "ERR_SINGULAR", /"near"/);
  });

  test("a quartic inner minimum, flat to third order: the error bound is as large as the gradient", () => {
    const x = variable("x", 1);
    const y = variable("y", 1);
    const levels = [
      minimize(x, y.add(x.square())),
      minimize(
        y,
        y
          .square()
          .square()
          .add(y.square().mul(x.sub(1))),
      ),
    ];
    // y* = 0 has no derivative; Newton's method stops beside it, where 12y² is small and not zero.
    const h = hypergradient(levels);
    expect(h.errorBound).toBeGreaterThan(0.5 * Math.abs(h.gradient(x) as number));
  });

  test("Colson2002BIPA1, an inner (x + 2y − 15)⁴: an error bound of the error’s size beside its minimum, ERR_SINGULAR at it", () => {
    const [x, y] = [variable("x", 4), variable("y", 0)];
    const outer = x.sub(10).pow(3).add(y.sub(10).pow(3)).neg();
    const levels = [minimize(x, outer), minimize(y, x.add(y.mul(2)).sub(15).pow(4))];
    // y* = (15 − x)/2: dF/dx = −3(x − 10)² + 3/2 (y − 10)².
    const h = hypergradient(levels);
    expect(Math.abs((h.response(y) as number) - 5.5)).toBeLessThan(1e-3);
    const error = Math.abs((h.gradient(x) as number) - (1.5 * 4.5 ** 2 - 108));
    expect(error).toBeLessThan(2 * h.errorBound!);
    expectError(() => hypergradient(levels, { at: { x: 5, y: 5 } }), "ERR_SINGULAR");
  });

  test("with a ridge, least-norm to the size of the ridge, it is differentiated", () => {
    const x = variable("x", 1);
    const w = variable("w", [0.3, -0.2]);
    const train = w.sum().sub(x).square().add(w.square().sum().mul(1e-6));
    const levels = [minimize(x, w.square().sum()), minimize(w, train)];
    // Least norm: w = (x/2, x/2), F = x²/2.
    expect(hypergradient(levels).gradient(x)).toBeCloseTo(1, 5);
  });

  test("in the middle of three levels names the middle level", () => {
    const [x, y, z] = [variable("x", 1), variable("y", [1, 2]), variable("z", 0)];
    const levels = [
      minimize(x, y.square().sum().add(x.square())),
      minimize(y, y.sum().sub(x).square().add(z), { name: "middle" }),
      minimize(z, z.sub(x).square(), { name: "bottom" }),
    ];
    expectError(() => hypergradient(levels), "ERR_SINGULAR", /"middle"/);
  });
});

describe("row 11: an inner level at a saddle or maximum", () => {
  /** y₂ = 0 is stationary and a maximum along y₂; started there, a gradient method never leaves it. */
  const saddle = (solver?: ReturnType<typeof lbfgs>) => {
    const x = variable("x", 1);
    const y = variable("y", [0, 0]);
    const [first, second] = [y.slice([0], [1]).sum(), y.slice([1], [2]).sum()];
    const inner = first.sub(x).square().add(cos(second));
    return {
      x,
      y,
      levels: [
        minimize(x, y.square().sum(), { name: "outer" }),
        minimize(y, inner, { name: "inner", ...(solver ? { solver } : {}) }),
      ],
    };
  };

  test("reached by a gradient method is ERR_NOT_A_MINIMUM with level, eigenvalue and advice", () => {
    for (const run of [
      () => hypergradient(saddle(lbfgs()).levels),
      () => solveSync(saddle(lbfgs()).levels),
    ])
      expectError(
        run,
        "ERR_NOT_A_MINIMUM",
        /"inner"/,
        /so y is not a minimum/,
        /≈ −1\)/,
        /Start elsewhere/,
      );
  });

  test("is noticed by matrix-free methods too, whether the adjoint meets it or not", () => {
    const { x, y, levels } = saddle(lbfgs());
    const tilted = [minimize(x, y.square().sum().add(y.sum())), levels[1]!];
    for (const problem of [tilted, levels])
      for (const linearSolver of [conjugateGradient(), minres()]) {
        const run = () => hypergradient(problem, { method: aid({ linearSolver }) });
        expectError(run, "ERR_NOT_A_MINIMUM", /"inner"/, /≈ −1\)/);
      }
  });

  test("is in the warnings and the report of a solve whose adjoint does not meet it", () => {
    const solution = solveSync(saddle(lbfgs()).levels, { method: aid() });
    expect(solution.levels[1]!.curvature).toBeCloseTo(-1, 12);
    expect(solution.warnings.join()).toMatch(/Level "inner" sits at a saddle: .* -1\.0e\+0/);
  });

  test("is left by the default solver: the minimum y₂ = ±π is found", () => {
    const { x, y, levels } = saddle();
    const h = hypergradient(levels);
    const [y1, y2] = h.response(y) as Float64Array;
    expect(y1).toBeCloseTo(1, 12);
    expect(Math.abs(y2!)).toBeCloseTo(Math.PI, 12);
    expect(h.gradient(x)).toBeCloseTo(2, 12);
  });

  test("an inner maximum as start is left as well", () => {
    const x = variable("x", 0.1);
    const y = variable("y", 0);
    const levels = [minimize(x, y), minimize(y, cos(y).add(y.mul(x).mul(0)))];
    const h = hypergradient(levels);
    expect(Math.abs(h.response(y) as number)).toBeCloseTo(Math.PI, 12);
  });

  test("an inner objective without a minimum, −y², is never answered with a number", () => {
    const x = variable("x", 1);
    const y = variable("y", 0.5);
    const levels = [
      minimize(x, x.square().add(y)),
      minimize(y, y.sub(x).square().neg(), { name: "down" }),
    ];
    for (const method of [implicit(), aid(), finiteDifference()])
      expect(() => hypergradient(levels, { method })).toThrowError(/Level "down"/);
  });
});

describe("a level below that its solver did not bring to a minimum", () => {
  test("of which nothing is asked: a flat level that the outer variable does not move is ERR_SINGULAR", () => {
    const [x, w] = [variable("x", 1), variable("w", [0.3, -0.2])];
    const flat = w.sum().sub(1).square();
    const levels = [minimize(x, w.square().sum().mul(x)), minimize(w, flat, { name: "flat" })];
    expectError(() => hypergradient(levels), "ERR_SINGULAR", /"flat"/, /by w/);
    const nothing = [minimize(x, w.square().sum()), minimize(w, x.mul(0), { name: "idle" })];
    expectError(() => hypergradient(nothing), "ERR_SINGULAR", /"idle"/);
  });

  test("because it has none, exp(y): gradients fall below every tolerance, the steps left do not", () => {
    const [x, y] = [variable("x", 2), variable("y", 0)];
    for (const options of [{}, { solver: newton() }]) {
      const bottom = minimize(y, exp(y.add(x)), { name: "bottom", ...options });
      const { warnings } = hypergradient([minimize(x, x.square().add(exp(y))), bottom]);
      expect(warnings.join()).toMatch(/"bottom" ended as "(max-iterations|stalled)"/);
    }
  });

  test("at a kink, where gradients do not vanish, is in the warnings of the hypergradient", () => {
    const [x, y] = [variable("x", 2), variable("y", 0)];
    const kink = abs(y.sub(x)).add(y.square().mul(0.1));
    const h = hypergradient([minimize(x, y.square()), minimize(y, kink, { name: "kink" })]);
    expect(h.warnings.join()).toMatch(/Level "kink" ended as "stalled" with gradient norm 6\.0e-1/);
  });

  test("within its iterations is in the warnings, and one that is brought there is not", () => {
    const [x, y] = [variable("x", 2), variable("y", 0)];
    const g = y.sub(x).square().add(y.square().square());
    const run = (maxIterations: number) => {
      const inner = { solver: gradientDescent(), maxIterations, name: "short" };
      return hypergradient([minimize(x, y.square()), minimize(y, g, inner)]).warnings;
    };
    expect(run(2).join()).toMatch(/Level "short" ended as "max-iterations"/);
    expect(run(10_000)).toEqual([]);
  });
});
