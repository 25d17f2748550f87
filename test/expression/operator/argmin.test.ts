import { describe, expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { gradients, jacobianBlock } from "../../../src/derivative/calculus.ts";
import { exp } from "../../../src/expression/function/elementwise.ts";
import { solveLinear } from "../../../src/expression/function/matrix.ts";
import { constant, variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { argmax, argmin } from "../../../src/expression/operator/argmin.ts";
import { scale } from "../../../src/expression/view.ts";
import { environment } from "../../../src/level/environment.ts";
import { buildProgram } from "../../../src/program/build.ts";
import { expectClose, expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";
import { randomVector } from "../../reference/random.ts";
import { calls as callRule } from "../../reference/referenceEnvironment.ts";

const value = (y: Expression) => numbers(y, {}, callRule);
/** Formals of the inner problem: their own values are where Newton starts. */
const inner = (shape: number[], name = "w") =>
  variable(name, { data: new Float64Array(shape.reduce((a, b) => a * b, 1)), shape });

describe("the response of a quadratic is a linear solve", () => {
  const hessian = [
    [2, 0.4],
    [0.4, 1.5],
  ];
  const build = (p: Expression) => {
    const w = inner([2]);
    const objective = w.mul(constant(hessian).matmul(w)).sum().mul(0.5).sub(w.mul(p).sum());
    return argmin(w, objective);
  };
  test("in value, and in three derivatives", () => {
    const p = variable("p", [1, -2]);
    expectClose(value(build(p)), numbers(solveLinear(hessian, p)), 1e-14, "value");
    expectClose(
      value(jacobianBlock(build(p), p)),
      numbers(
        solveLinear(hessian, [
          [1, 0],
          [0, 1],
        ]),
      ),
      1e-14,
      "slope",
    );
    expectDerivatives({ at: [[1, -2]], build, callRule });
  });
});

describe("a nonlinear response", () => {
  // ∂/∂w: w + p·eʷ − q = 0.
  const build = (p: Expression, q: Expression) => {
    const w = inner([]);
    return argmin(
      w,
      w
        .mul(w)
        .mul(0.5)
        .add(p.mul(exp(w)))
        .sub(q.mul(w)),
    );
  };
  test("has the derivatives of its equation, to the third", () => {
    expectDerivatives({ at: [0.7, 0.4], build, callRule });
  });
  test("has the first derivatives −eʷ/(1 + p·eʷ) and 1/(1 + p·eʷ)", () => {
    const [p, q] = [variable("p", 0.7), variable("q", 0.4)];
    const w = build(p, q);
    const at = value(w)[0]!;
    const curvature = 1 + 0.7 * Math.exp(at);
    expectClose(value(jacobianBlock(w, p)), [-Math.exp(at) / curvature], 1e-14, "by p");
    expectClose(value(jacobianBlock(w, q)), [1 / curvature], 1e-14, "by q");
  });
  test("agrees with finite differences", () => {
    const [p, q] = [variable("p", 0.7), variable("q", 0.4)];
    const slope = gradients(build(p, q).mul(build(p, q)), [p])[0]!;
    const h = 1e-5;
    const at = (x: number) => numbers(slope, { p: [x] }, callRule)[0]!;
    expectClose(
      value(jacobianBlock(slope, p)),
      [(at(0.7 + h) - at(0.7 - h)) / (2 * h)],
      1e-9,
      "second",
    );
  });
});

describe("several variables of different shapes", () => {
  const build = (p: Expression) => {
    const [u, v] = [inner([2], "u"), inner([], "v")];
    const coupling = u.sum().mul(v).mul(0.3);
    const objective = u
      .cosh()
      .sum()
      .add(v.mul(v))
      .add(coupling)
      .sub(u.mul(p).sum())
      .add(exp(v.mul(p.sum()).mul(0.2)));
    const [first, second] = argmin([u, v], objective);
    return first!.mul(second!).add(p.sin());
  };
  test("respond together, to the third derivative", () => {
    expectDerivatives({ at: [[0.6, -0.3]], build, callRule, tolerance: 1e-9 });
  });
  test("keep their shapes", () => {
    const [u, v] = [inner([2, 1], "u"), inner([], "v")];
    const [a, b] = argmin([u, v], u.mul(u).sum().add(v.mul(v)));
    expect([a!.shape, b!.shape]).toEqual([[2, 1], []]);
  });
});

/** Random couplings of three levels of 1, 2 and 3 variables: no block of any Hessian is zero. */
function threeLevels(x: Expression): Expression {
  const matrix = (rows: number, columns: number, seed: number) =>
    constant({
      data: randomVector(rows * columns, seed).map((v) => 0.3 * v),
      shape: [rows, columns],
    });
  const [y, z] = [inner([2], "y"), inner([3], "z")];
  const steep = (v: Expression, pull: number) =>
    v.mul(v).sum().mul(1.2).add(v.square().square().sum().mul(0.1)).sub(v.sum().mul(pull));
  const couple = (a: Expression, m: Expression, b: Expression) => a.mul(m.matmul(b)).sum();
  const f3 = steep(z, 0.3)
    .add(couple(z, matrix(3, 2, 1), y))
    .add(couple(z, matrix(3, 1, 2), x))
    .add(z.sin().sum().mul(y.square().sum()).mul(0.1))
    .add(z.sum().sin().mul(x.square().sum()).mul(0.1));
  const zStar = argmin(z, f3);
  const f2 = steep(y, -0.2)
    .add(couple(y, matrix(2, 3, 3), zStar))
    .add(couple(y, matrix(2, 1, 4), x))
    .add(zStar.square().sum().mul(0.2))
    .add(y.sum().sin().mul(x.sum()).mul(0.2));
  const yStar = argmin(y, f2);
  const zOf = zStar.substitute(y, yStar);
  return couple(x, matrix(1, 3, 5), zOf)
    .add(yStar.square().sum())
    .add(zOf.sum().mul(x.sum()))
    .add(x.square().sum());
}

describe("argmin inside argmin, levels of 1, 2 and 3 variables coupled in every block", () => {
  test("has the gradient of the whole, both modes and complex step", () => {
    expectDerivatives({ at: [[0.4]], build: threeLevels, callRule, order: 1, tolerance: 1e-11 });
  });
  test("has its second derivative", () => {
    const x = variable("x", [0.4]);
    const slope = gradients(threeLevels(x), [x])[0]!;
    const at = (p: number) => numbers(slope, { x: [p] }, callRule)[0]!;
    const h = 1e-4;
    const expected =
      (8 * (at(0.4 + h) - at(0.4 - h)) - (at(0.4 + 2 * h) - at(0.4 - 2 * h))) / (12 * h);
    expectClose(value(jacobianBlock(slope, x)), [expected], 1e-9, "second");
  });
});

/** T5 of the mathematics: the exact responses are the φs, level k's objective needs k derivatives. */
function manufactured(x: Expression, levels: number): Expression {
  const all = [x, ...["y", "z", "u", "v"].slice(0, levels - 1).map((name) => inner([], name))];
  const [, y, z, u] = all as [Expression, Expression, Expression, Expression];
  const phi = (k: number): Expression => {
    if (k === 1) return x.sin().add(x.square().mul(0.3));
    if (k === 2) return x.mul(y).mul(0.5).add(y.cos());
    if (k === 3) return x.add(y).sin().mul(0.4).add(z.square().mul(0.2));
    return u.mul(0.7).add(x.mul(z.neg().exp()));
  };
  let f1 = x.sub(0.2).square();
  for (let k = 1; k < levels; k++)
    f1 = f1.add(all[k]!.square().mul(0.5 * k)).add(x.mul(all[k]!).mul(0.25));
  const objectives = all.map((xk, k) => {
    if (k === 0) return f1;
    let f = xk.sub(phi(k)).cosh();
    for (let m = k + 1; m < levels; m++)
      f = f.add(
        xk
          .square()
          .add(1)
          .mul(all[m]!.sub(phi(m)))
          .mul(0.9),
      );
    return f;
  });
  for (let k = levels - 1; k > 0; k--) {
    const star = argmin(all[k]!, objectives[k]!);
    for (let j = 0; j < k; j++) objectives[j] = objectives[j]!.substitute(all[k]!, star);
  }
  return objectives[0]!;
}

const published = [
  [2, 2.342619899749088],
  [3, 2.5184972812578517],
  [4, 2.776773513962394],
  [5, 4.165878643887144],
] as const;

test.each(published)("T5 with %d levels has the gradient %d", (levels, gradient) => {
  const x = variable("x", 0.7);
  const f = manufactured(x, levels);
  const [reverse, forward] = buildProgram([], [gradients(f, [x])[0]!, jacobianBlock(f, x)], {
    environment,
  }).run();
  expectClose([reverse as number], [gradient], 1e-11, "reverse");
  expectClose([forward as number], [gradient], 1e-11, "forward");
});

describe("substitution", () => {
  test("reaches the inner problem through its inputs", () => {
    const [w, p, q] = [inner([]), variable("p", 0.3), variable("q", 0.5)];
    const star = argmin(w, w.mul(w).mul(0.5).sub(w.mul(p)));
    expectClose(value(star.substitute(p, q.mul(4))), [2], 1e-14, "substituted");
    expect(star.substitute(p, p)).toBe(star);
  });
  test("leaves the variable that is minimised over alone", () => {
    const [w, p] = [inner([]), variable("p", 0.3)];
    const star = argmin(w, w.mul(w).mul(0.5).sub(w.mul(p)));
    expect(star.substitute(w, constant(7))).toBe(star);
    expectClose(value(star.add(w).substitute(w, star)), [0.6], 1e-14, "w → w*");
  });
  test("a direction may contain the variable itself", () => {
    const [w, p] = [variable("w", 0.2), variable("p", 0.3)];
    const star = argmin(w, w.mul(w).mul(0.5).sub(w.mul(p)));
    // p := w: the response then depends on the outer w, with slope 1.
    expectClose(value(jacobianBlock(star.substitute(p, w), w)), [1], 1e-14, "slope");
  });
});

test("argmax is the argmin of the negative", () => {
  const [w, p] = [inner([]), variable("p", 0.3)];
  const f = w.mul(p).sub(w.mul(w).mul(0.5));
  expect(argmax(w, f)).toBe(argmin(w, scale(f, -1)));
  expect(argmax([w], f)[0]).toBe(argmax(w, f));
});

test("the same problem is the same node; options of another identity make another", () => {
  const [w, p] = [inner([]), variable("p", 0.3)];
  const f = w.mul(w).sub(w.mul(p));
  expect(argmin(w, f)).toBe(argmin(w, f));
  const options = { name: "slow" };
  expect(argmin(w, f, options)).toBe(argmin(w, f, options));
  expect(argmin(w, f, options)).not.toBe(argmin(w, f));
  expect(`${argmin(w, f, options)}`).toContain("slow(p)");
});

test("what the response does not depend on has a zero derivative", () => {
  const [w, p, q] = [inner([]), variable("p", 0.3), variable("q", [1, 2])];
  const star = argmin(w, w.mul(w).sub(w.mul(p)));
  expect([...value(jacobianBlock(star, q))]).toEqual([0, 0]);
  expect([...value(gradients(star, [q])[0]!)]).toEqual([0, 0]);
});

test("says what is wrong with a problem", () => {
  const w = variable("w", [1, 2]);
  expect(() => argmin(w, w.mul(w))).toThrow(/argmin: .*w².* is.*2.*scalar: reduce it/);
  expect(() => argmin(w.mul(2), w.sum())).toThrow(/argmin over 2·w.*variable\(name, value\)/);
  expect(() => argmin([w, w], w.sum())).toThrow(/"w": it stands twice in one argmin/);
  const levels = expect.objectContaining({ code: "ERR_LEVELS" });
  for (const variables of [[w, w], [w.mul(2)], []])
    expect(() => argmin(variables, w.sum())).toThrow(levels);
  expect(() => argmin([], w.sum())).toThrow(/argmin over nothing/);
});

describe("evaluating an inner problem that has no answer", () => {
  const run = (y: Expression) => buildProgram([], [y], { environment }).run();
  const w = variable("w", 0.5);
  test("says how far it came when its iterations run out", () => {
    const star = argmin(w, exp(w).sub(w.mul(5)), { name: "inner", maxIterations: 1 });
    expect(() => run(star)).toThrow(expect.objectContaining({ code: "ERR_NOT_CONVERGED" }));
    expect(() => run(star)).toThrow(/"inner".*1 iteration/);
  });
  test("says that a stationary point is no minimum", () => {
    const flat = variable("flat", 0);
    const star = argmin(flat, flat.square().neg().add(flat.square().square()), {
      maxIterations: 0,
    });
    expect(() => run(star)).toThrow(expect.objectContaining({ code: "ERR_NOT_A_MINIMUM" }));
  });
  test("says which variable has no start", () => {
    const open = variable("open", { shape: [] });
    const star = argmin(open, open.square());
    expect(() => run(star)).toThrow(expect.objectContaining({ code: "ERR_UNBOUND" }));
  });
});
