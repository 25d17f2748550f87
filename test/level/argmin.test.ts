import {
  argmax,
  argmin,
  compile,
  constant,
  cosh,
  type Expression,
  evaluate,
  exp,
  grad,
  gradientDescent,
  hessian,
  hypergradient,
  jacobian,
  jvp,
  lbfgs,
  log,
  minimize,
  sin,
  variable,
  vjp,
} from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";
import { ridge, ridgeAnswers, ridgePerCoordinate } from "../problem/ridge.ts";
import { variationalQuantum } from "../problem/variationalQuantum.ts";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

describe("argmin in an expression", () => {
  test("is the contract's example: ridge regression with value, gradient and second derivative", () => {
    const { lambda, w, train, valid } = ridge();
    const F = valid.substitute(w, argmin(w, train));
    const f = compile([lambda], [F, grad(F, lambda), hessian(F, lambda)]);
    for (const [at, , slope] of ridgeAnswers) {
      const [value, gradient, second] = f.run(at) as number[];
      expect(value).toBe(evaluate(F, { lambda: at }));
      expect(relativeError(gradient!, slope)).toBeLessThan(1e-12);
      const h = 1e-4;
      const slopes = [at + h, at - h].map((x) => f.run(x)[1] as number);
      expect(relativeError(second!, (slopes[0]! - slopes[1]!) / (2 * h))).toBeLessThan(1e-6);
    }
  });

  test("has all six derivatives of ridge regression with one λ per coordinate", () => {
    const { lambda, w, train, valid } = ridge(variable("lambda", new Float64Array(6).fill(-2)));
    const F = valid.substitute(w, argmin(w, train));
    expect(relativeError(evaluate(grad(F, lambda)), ridgePerCoordinate)).toBeLessThan(1e-13);
  });

  test("of a quadratic is linear: Jacobian A⁻¹B, second derivative exactly 0", () => {
    const next = random(4);
    const B = Array.from({ length: 3 }, () => Array.from({ length: 2 }, next));
    const A = [
      [3, 1, 0],
      [1, 4, 1],
      [0, 1, 5],
    ];
    const p = variable("p", [0.3, -0.8]);
    const y = variable("y", [0, 0, 0]);
    const f = y
      .dot(constant(A).matmul(y))
      .mul(0.5)
      .sub(y.dot(constant(B).matmul(p)));
    const star = argmin(y, f);
    const expected = solveDense(3, A.flat(), B.flat()).solution;
    expect(relativeError(evaluate(jacobian(star, p)), expected)).toBeLessThan(1e-14);
    expect(
      relativeError(
        evaluate(jvp(star, p, [1, 2])),
        [0, 1, 2].map((i) => expected[2 * i]! + 2 * expected[2 * i + 1]!),
      ),
    ).toBeLessThan(1e-14);
    const pulled = [0, 1].map((j) => expected[j]! - expected[2 + j]! + 2 * expected[4 + j]!);
    expect(relativeError(evaluate(vjp(star, p, [1, -1, 2])), pulled)).toBeLessThan(1e-14);
    const curved = evaluate(jacobian(jacobian(star, p), p)) as Float64Array;
    expect(curved.every((entry) => Math.abs(entry) < 1e-15)).toBe(true);
  });

  test("of a variational state: first to third derivative of the closed form, to 1e-13", () => {
    const { a, z, energy } = variationalQuantum();
    const state = argmin(z, energy);
    // z* = atan2(γ, u), u = δ + a: z′ = −γ/(γ² + u²), z″ = 2γu/(γ² + u²)², z‴ = 2γ(γ² − 3u²)/(γ² + u²)³.
    const u = 0.8;
    const q = 1 + u * u;
    const expected = [Math.atan2(1, u), -1 / q, (2 * u) / q ** 2, (2 * (1 - 3 * u * u)) / q ** 3];
    let node: Expression = state;
    for (const [order, value] of expected.entries()) {
      if (order > 0) node = grad(node, a);
      expect(relativeError(evaluate(node, { a: 0.7 }) as number, value)).toBeLessThan(1e-13);
    }
  });

  test("over several variables gives each its minimiser", () => {
    const p = variable("p", 0.4);
    const [u, v] = [variable("u", [0, 0]), variable("v", 0)];
    const f = u.sub([1, 2]).square().sum().add(v.sub(p).square()).add(u.sum().mul(v).mul(0.5));
    const [us, vs] = argmin([u, v], f) as [Expression, Expression];
    expect([us.shape, vs.shape]).toEqual([[2], []]);
    // 2(u_i − c_i) + v/2 = 0, 2(v − p) + Σu/2 = 0: v = (8p − 6)/7·… solved as a 3 × 3 system.
    const { solution } = solveDense(3, [2, 0, 0.5, 0, 2, 0.5, 0.5, 0.5, 2], [2, 4, 0.8]);
    const { solution: slope } = solveDense(3, [2, 0, 0.5, 0, 2, 0.5, 0.5, 0.5, 2], [0, 0, 2]);
    expect(
      relativeError([...(evaluate(us) as Float64Array), evaluate(vs) as number], solution),
    ).toBeLessThan(1e-14);
    expect(
      relativeError(
        [...(evaluate(jacobian(us, p)) as Float64Array), evaluate(grad(vs, p)) as number],
        slope,
      ),
    ).toBeLessThan(1e-14);
  });

  test("of a matrix has the shape of the matrix", () => {
    const p = variable("p", 2);
    const M = variable("M", [
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const target = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const star = argmin(
      M,
      M.sub(p.mul(target)).square().sum().add(M.square().square().sum().mul(0)),
    );
    expect(star.shape).toEqual([2, 3]);
    expect(
      relativeError(
        evaluate(star),
        target.flat().map((x) => 2 * x),
      ),
    ).toBeLessThan(1e-14);
    expect(relativeError(evaluate(jacobian(star, p)), target.flat())).toBeLessThan(1e-14);
  });

  test("argmax is argmin of −f", () => {
    const p = variable("p", 3);
    const y = variable("y", 1);
    const star = argmax(y, log(y).mul(p).sub(y));
    expect(evaluate([star, grad(star, p)])).toEqual([expect.closeTo(3, 13), expect.closeTo(1, 13)]);
  });

  test("that does not depend on the outer variable has derivative 0", () => {
    const p = variable("p", 3);
    const y = variable("y", 1);
    const star = argmin(y, y.sub(2).square());
    expect(evaluate(grad(star.mul(p), p))).toBe(2);
    expect(evaluate(grad(star.add(p.mul(0)), p))).toBe(0);
  });

  test("may stand in the objective of a level", () => {
    const [x, y, z] = [variable("x", 0.3), variable("y", 0), variable("z", 0)];
    const g = cosh(z.sub(x.mul(y))).add(z.square().mul(0.5));
    const middle = y.sub(x).square().add(argmin(z, g).mul(y));
    const outer = y.square().add(argmin(z, g));
    // The same hierarchy with z as a level of its own, below both.
    const levels = [
      minimize(x, y.square().add(z)),
      minimize(y, y.sub(x).square().add(z.mul(y))),
      minimize(z, g),
    ];
    const two = hypergradient([minimize(x, outer), minimize(y, middle)]);
    const three = hypergradient(levels);
    expect(relativeError(two.gradient(x), three.gradient(x))).toBeLessThan(1e-11);
    expect(relativeError(two.value, three.value)).toBeLessThan(1e-12);
  });

  test("gives the same whatever solver finds it", () => {
    const p = variable("p", 0.5);
    const found = [undefined, lbfgs(), gradientDescent()].map((solver) => {
      const y = variable("y", [0.2, -0.1]);
      const f = cosh(y.sub(p)).sum().add(y.square().square().sum());
      const star = argmin(y, f, { tolerance: 1e-12, ...(solver ? { solver } : {}) });
      return evaluate(hessian(exp(star).sum(), p)) as number;
    });
    for (const value of found) expect(relativeError(value, found[0]!)).toBeLessThan(1e-10);
  });
});

/** Levels of sizes 1, 2, 3, 2 coupled in every block; each own block convex. */
function nested() {
  const next = random(11);
  const sizes = [2, 1, 3, 2];
  const v = sizes.map((d, k) =>
    variable(
      `v${k}`,
      Float64Array.from({ length: d }, () => 0.3 * next()),
    ),
  );
  const couple = (i: number, j: number) =>
    Array.from({ length: sizes[i]! }, () => Array.from({ length: sizes[j]! }, () => 0.3 * next()));
  const objective = (i: number) => {
    const own = v[i]!;
    let f = own
      .square()
      .sum()
      .add(own.square().square().sum().mul(0.1))
      .add(sin(own).sum().mul(0.3));
    v.forEach((other, j) => {
      if (i === j) return;
      f = f.add(own.dot(constant(couple(i, j)).matmul(other)));
      f = f.add(own.square().sum().mul(sin(other).sum()).mul(0.05));
      f = f.add(sin(own).sum().mul(other.square().sum()).mul(0.05));
    });
    return f;
  };
  return { v, f: v.map((_, i) => objective(i)) };
}

describe("argmin inside argmin inside argmin, vector levels of sizes 2, 1, 3, 2", () => {
  const { v, f } = nested();
  const [v0, v1, v2, v3] = v as [Expression, Expression, Expression, Expression];
  const options = { tolerance: 1e-13 };
  const star3 = argmin(v3, f[3]!, options);
  const inner = (g: Expression) => g.substitute(v3, star3);
  const star2 = argmin(v2, inner(f[2]!), options);
  const middle = (g: Expression) => inner(g).substitute(v2, star2);
  const star1 = argmin(v1, middle(f[1]!), options);
  const F = middle(f[0]!).substitute(v1, star1);
  const levels = v.map((x, k) => minimize(x, f[k]!));
  const at = (x: ArrayLike<number>) => ({ v0: Float64Array.from(x) });

  test("value and gradient are those of four levels, to 1e-12", () => {
    const h = hypergradient(levels, { at: at([0.4, -0.3]) });
    const [value, gradient] = compile([v0], [F, grad(F, v0)]).run([0.4, -0.3]);
    expect(relativeError(value!, h.value)).toBeLessThan(1e-12);
    expect(relativeError(gradient!, h.gradient(v0))).toBeLessThan(1e-12);
  });

  test("the Hessian is the difference of the levels' gradients, to 1e-8, and symmetric", () => {
    const H = evaluate(hessian(F, v0), at([0.4, -0.3])) as Float64Array;
    expect(relativeError(H[1]!, H[2]!)).toBeLessThan(1e-11);
    const h = 1e-4;
    const slope = (i: number, by: number) => {
      const x = [0.4, -0.3];
      x[i]! += by;
      return hypergradient(levels, { at: at(x) }).gradient(v0) as Float64Array;
    };
    for (const i of [0, 1]) {
      const [up, down] = [slope(i, h), slope(i, -h)];
      const column = [0, 1].map((j) => (up[j]! - down[j]!) / (2 * h));
      expect(relativeError([H[2 * i]!, H[2 * i + 1]!], column)).toBeLessThan(1e-7);
    }
  });

  test("the third derivative along a line is the difference of second derivatives, two argmins deep", () => {
    const G = middle(f[1]!);
    const second = hessian(G, v1).sum();
    const third = grad(second, v1);
    const program = compile([v1], [second, third]);
    const h = 1e-3;
    const [a, b, c, d] = [2 * h, h, -h, -2 * h].map((by) => program.run([0.2 + by])[0] as number);
    const slope = (-a! + 8 * b! - 8 * c! + d!) / (12 * h);
    expect(relativeError(program.run([0.2])[1]!, slope)).toBeLessThan(1e-8);
  });

  test("the third derivative along a line is the difference of second ones, three argmins deep", () => {
    const second = jvp(jvp(F, v0, [1, 2]), v0, [1, 2]);
    const third = jvp(second, v0, [1, 2]);
    const program = compile([v0], [second, third]);
    const h = 1e-3;
    const at = (by: number) => program.run([0.4 + by, -0.3 + 2 * by]);
    const [a, b, c, d] = [2 * h, h, -h, -2 * h].map((by) => at(by)[0] as number);
    const slope = (-a! + 8 * b! - 8 * c! + d!) / (12 * h);
    expect(relativeError(at(0)[1]!, slope)).toBeLessThan(1e-8);
  });
});
