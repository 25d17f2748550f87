import { describe, expect, test } from "vitest";
import {
  argmin,
  type Expression,
  type ExternalFunction,
  evaluate,
  external,
  gather,
  grad,
  hessian,
  hvp,
  hypergradient,
  jacobian,
  jvp,
  lbfgs,
  minimize,
  solveSync,
  variable,
  vjp,
} from "../../../src/index.ts";
import { expectClose } from "../../reference/derivativeCheck.ts";

// f(A, s) = Σ exp(A_ij) + s² Σ A_ij² − s A_01³, with its derivatives written out.
const value = (A: Float64Array, [s = 0]: Float64Array) =>
  A.reduce((sum, a) => sum + Math.exp(a) + s * s * a * a, 0) - s * A[1]! ** 3;
function gradient(A: Float64Array, [s = 0]: Float64Array) {
  const byA = A.map((a, i) => Math.exp(a) + 2 * s * s * a - (i === 1 ? 3 * s * a * a : 0));
  return [byA, 2 * s * A.reduce((sum, a) => sum + a * a, 0) - A[1]! ** 3] as const;
}
function hessianVector(
  [A, [s = 0] = new Float64Array(1)]: readonly Float64Array[],
  [V, [t = 0] = new Float64Array(1)]: readonly Float64Array[],
) {
  const byA = A!.map((a, i) => {
    const own = (Math.exp(a) + 2 * s * s - (i === 1 ? 6 * s * a : 0)) * V![i]!;
    return own + (4 * s * a - (i === 1 ? 3 * a * a : 0)) * t;
  });
  const byS = A!.reduce((sum, a, i) => sum + 4 * s * a * V![i]! + 2 * t * a * a, 0);
  return [byA, byS - 3 * A![1]! ** 2 * V![1]!] as const;
}
const complete: ExternalFunction = { name: "f", value, gradient, hessianVector };
const written = (A: Expression, s: Expression): Expression =>
  A.exp()
    .add(s.square().mul(A.square()))
    .sum()
    .sub(
      s.mul(
        gather(A.reshape([4]), [1])
          .pow(3)
          .sum(),
      ),
    );

const A = variable("A", [
  [0.3, -0.8],
  [1.1, 0.4],
]);
const s = variable("s", 0.7);
const foreign = external([A, s], complete);
const own = written(A, s);

const list = (e: Expression): number[] =>
  [evaluate(e)].flatMap((x) => (typeof x === "number" ? [x] : [...x]));
function same(name: string, of: (f: Expression) => Expression, tolerance = 1e-13): void {
  const [actual, expected] = [of(foreign), of(own)];
  expect(actual.shape).toEqual(expected.shape);
  expectClose(list(actual), list(expected), tolerance, name);
}

const V = [
  [1, -2],
  [0.5, 3],
];

test("value, gradient and all Hessian blocks are those of the same function as an expression", () => {
  same("value", (f) => f);
  for (const x of [A, s]) {
    same("gradient", (f) => grad(f, x));
    for (const y of [A, s]) {
      same("Hessian", (f) => hessian(f, [x, y])[0]![1]!);
      same("forward over reverse", (f) => jacobian(grad(f, x), y));
    }
  }
  same("product", (f) => hvp(f, A, V));
  same("reverse over reverse", (f) => vjp(grad(f, A), s, V));
  same("nonlinear around it", (f) => hessian(f.mul(s).tanh(), A));
});

test("third derivatives are differences of products, to nine digits; fourth ones are refused", () => {
  same("jvp of hvp", (f) => jvp(hvp(f, A, V), A, V), 1e-9);
  same("∂H/∂s", (f) => jacobian(hessian(f, A), s), 1e-9);
  same("∂H/∂A", (f) => jacobian(hessian(f, A), A), 1e-9);
  same("gradient of vᵀHv", (f) => grad(hvp(f, A, V).mul(V).sum(), A), 1e-9);
  same("linear in the direction", (f) => grad(hvp(f, A, A.mul(s)).sum(), s), 1e-9);
  expect(() => jacobian(jacobian(hessian(foreign, A), s), s)).toThrow(
    "derivative 4 of f must be at most derivative 3",
  );
});

test("without products the Hessian is made of differences of the gradient", () => {
  const f = external([A, s], { value, gradient });
  expectClose(list(hessian(f, A)), list(hessian(own, A)), 1e-9, "Hessian");
  expect(() => jacobian(hessian(f, A), s)).toThrow("Give hessianVector to external()");
});

test("differences along two hundred thousand numbers", () => {
  const x = variable("x", new Float64Array(2e5).fill(0.5));
  const quartic = external(x, {
    value: (at) => at.reduce((total, z) => total + z ** 4, 0),
    gradient: (at) => at.map((z) => 4 * z ** 3),
  });
  const product = evaluate(hvp(quartic, x, new Float64Array(2e5).fill(1))) as Float64Array;
  expect(product[123456]).toBeCloseTo(3, 4);
});

test("a substituted input is the new point of all derivatives", () => {
  const B = variable("B", [
    [1, 2],
    [-1, 0.5],
  ]);
  const at = (f: Expression) => f.substitute(A, B.mul(s));
  same("gradient", (f) => grad(at(f), s));
  same("Hessian", (f) => hessian(at(f), B));
  same("Hessian, then substituted", (f) => at(hessian(f, A)));
});

describe("as the objective of a level", () => {
  const p = variable("p", 0.4);
  const w = variable("w", [0.2, -0.1, 0.3]);
  // g(w, p) = Σ (cosh w_i − i p w_i): w_i = asinh(i p).
  const inner = external([w, p], {
    name: "g",
    value: (x, [q = 0]) => x.reduce((sum, v, i) => sum + Math.cosh(v) - i * q * v, 0),
    gradient: (x, [q = 0]) => [
      x.map((v, i) => Math.sinh(v) - i * q),
      -x.reduce((sum, v, i) => sum + i * v, 0),
    ],
    hessianVector: ([x, [_ = 0] = []], [v, [u = 0] = []]) => [
      x!.map((at, i) => Math.cosh(at) * v![i]! - i * u),
      -v!.reduce((sum, at, i) => sum + i * at, 0),
    ],
  });
  const outer = w.sub([1, 1, 1]).square().sum().add(p.square());
  const response = (q: number) => [0, 1, 2].map((i) => Math.asinh(i * q));
  const slope = (q: number) =>
    response(q).reduce((sum, v, i) => sum + (2 * (v - 1) * i) / Math.cosh(v), 2 * q);

  test("the hypergradient is the closed form", () => {
    const levels = [minimize(p, outer), minimize(w, inner)];
    const h = hypergradient(levels, { at: { p: 0.9 } });
    expectClose(h.response(w) as Float64Array, response(0.9), 1e-12, "response");
    expect(h.gradient(p)).toBeCloseTo(slope(0.9), 11);
  });

  test.each(["newton", "lbfgs"])(
    "solve finds the stationary point by %s at the outer level",
    (name) => {
      const options = name === "lbfgs" ? { solver: lbfgs() } : {};
      const solution = solveSync([minimize(p, outer, options), minimize(w, inner)]);
      expect(solution.status).toBe("converged");
      expect(slope(solution.value(p) as number)).toBeCloseTo(0, 9);
    },
  );

  test("below two more levels, the outermost left to L-BFGS", () => {
    const leader = variable("leader", 0.5);
    const levels = (objective: Expression, options = {}) => [
      minimize(leader, w.sum().sub(1).square().add(leader.square()), options),
      minimize(p, p.sub(leader).square().add(w.square().sum())),
      minimize(w, objective),
    ];
    const i = [0, 1, 2];
    const cosh = w.exp().add(w.neg().exp()).mul(0.5);
    const exact = solveSync(levels(cosh.sub(p.mul(i).mul(w)).sum()));
    const solution = solveSync(levels(inner, { solver: lbfgs() }));
    expect([exact.status, solution.status]).toEqual(["converged", "converged"]);
    expect(solution.value(leader)).toBeCloseTo(exact.value(leader) as number, 7);
    expect(() => solveSync(levels(inner))).toThrow("lbfgs() at the outer levels");
  });

  test("inside argmin it is differentiated like any other", () => {
    const F = outer.substitute(w, argmin(w, inner));
    expect(evaluate(grad(F, p), { p: 0.9 })).toBeCloseTo(slope(0.9), 11);
  });
});

test.each([
  [
    "a value that is no number",
    { value: () => "1" },
    "f: value answers string 1 where it takes one number",
  ],
  [
    "too short a gradient",
    { gradient: () => [[1, 2, 3], 4] },
    "gradient answers an array of 2 where it takes 5 numbers",
  ],
  [
    "no gradient at all",
    { gradient: () => undefined },
    "gradient answers nothing where it takes 5 numbers",
  ],
])("%s is refused", (_, wrong, message) => {
  const f = external([A, s], { ...complete, ...(wrong as object) });
  expect(() => evaluate("value" in wrong ? f : grad(f, A))).toThrow(message);
});

test("what is no function is refused at once", () => {
  expect(() => external(A, { value } as unknown as ExternalFunction)).toThrow("gradient");
});
