import {
  aid,
  argmin,
  cos,
  exp,
  finiteDifference,
  hypergradient,
  implicit,
  itd,
  matmul,
  maximize,
  minimize,
  solveSync,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";
import { market, stackelberg } from "../problem/stackelberg.ts";

describe("kinds of variables", () => {
  test("several variables at every level, matrices among them", () => {
    const [a, B] = [
      variable("a", 0.5),
      variable("B", [
        [0.1, 0.2, 0.3],
        [0.4, 0.5, 0.6],
      ]),
    ];
    const [u, V] = [
      variable("u", [0, 0]),
      variable("V", [
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
    ];
    const inner = u
      .sub(a)
      .square()
      .sum()
      .add(matmul(B, V).sub(a).square().sum())
      .add(V.square().sum());
    const outer = V.sub(0.2)
      .square()
      .sum()
      .add(u.sub(1).square().sum())
      .add(B.square().sum().mul(0.1));
    const levels = [minimize([a, B], outer), minimize([u, V], inner)];
    const exact = hypergradient(levels);
    const check = hypergradient(levels, { method: finiteDifference() });
    expect(relativeError(exact.gradient(B), check.gradient(B))).toBeLessThan(1e-8);
    expect(relativeError(exact.gradient(a), check.gradient(a))).toBeLessThan(1e-8);
    expect([exact.gradient(B), exact.response(V)].map((x) => (x as Float64Array).length)).toEqual([
      6, 6,
    ]);
    // dV/dB has shape [3, 2, 2, 3], row-major.
    const J = exact.jacobian(V, B) as Float64Array;
    const rows = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    for (let j = 0; j < 6; j++) {
      const [up, down] = [1e-5, -1e-5].map((by) => {
        const moved = rows.map((entry, i) => entry + (i === j ? by : 0));
        const data = { data: moved, shape: [2, 3] };
        return hypergradient(levels, { at: { B: data } }).response(V) as Float64Array;
      });
      const column = Array.from(up!, (entry, i) => (entry - down![i]!) / 2e-5);
      const found = column.map((_, i) => J[6 * i + j]!);
      expect(relativeError(found, column)).toBeLessThan(1e-8);
    }
    const solution = solveSync(levels);
    expect(solution.status).toBe("converged");
    // V* = (BᵀB + I)⁻¹Bᵀ(a·1), checked through stationarity in plain numbers.
    const [b, v, at] = [solution.value(B), solution.value(V), solution.value(a)] as [
      Float64Array,
      Float64Array,
      number,
    ];
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 2; j++) {
        let slope = v[2 * i + j]!;
        for (let r = 0; r < 2; r++) {
          const product = [0, 1, 2].reduce((sum, k) => sum + b[3 * r + k]! * v[2 * k + j]!, 0);
          slope += b[3 * r + i]! * (product - at);
        }
        expect(Math.abs(slope)).toBeLessThan(1e-12);
      }
  });

  test("a level that does not depend on the outer variable", () => {
    const [x, y] = [variable("x", 2), variable("y", 0)];
    const levels = [minimize(x, x.sub(y).square()), minimize(y, cos(y).mul(-1))];
    expect(relativeError(hypergradient(levels, { at: { x: 3 } }).gradient(x), 6)).toBeLessThan(
      1e-14,
    );
    expect(hypergradient(levels).jacobian(y, x)).toBe(0);
    expect(Math.abs(solveSync(levels).value(x) as number)).toBeLessThan(1e-9);
  });

  test("an outer objective that does not depend on the inner variable", () => {
    const [x, y] = [variable("x", 2), variable("y", 0)];
    const levels = [minimize(x, x.sub(1).square()), minimize(y, y.sub(exp(x)).square())];
    for (const method of [implicit(), aid(), itd({ steps: 3, stepSize: 0.1 }), finiteDifference()])
      expect(relativeError(hypergradient(levels, { method }).gradient(x), 2)).toBeLessThan(1e-9);
  });

  test("one level alone is plain minimisation", () => {
    const x = variable("x", [3, -4]);
    const solution = solveSync([minimize(x, exp(x).sum().sub(x.sum()))]);
    expect(
      relativeError(
        Array.from(solution.value(x) as Float64Array, (e) => e + 1),
        [1, 1],
      ),
    ).toBeLessThan(1e-10);
  });

  test("a level may stand with a middle variable that the levels around it skip", () => {
    const [x, y, z] = [variable("x", 1), variable("y", 0), variable("z", 0)];
    // y does not see z and z does not see y.
    const levels = [
      minimize(x, y.mul(z).add(x.square())),
      minimize(y, y.sub(x.mul(2)).square()),
      minimize(z, z.sub(x.mul(3)).square()),
    ];
    expect(relativeError(hypergradient(levels).gradient(x), 14)).toBeLessThan(1e-14);
    expect(relativeError(hypergradient(levels, { method: aid() }).gradient(x), 14)).toBeLessThan(
      1e-12,
    );
  });
});

describe("maximised levels", () => {
  test("report their objective as written, rising, with the gradient's own sign", () => {
    const { levels, quantities } = stackelberg(market(2));
    const solution = solveSync(levels, { at: { q1: 5 } });
    expect(solution.objective).toBeGreaterThan(solution.history[0]!.objective);
    expect(solution.levels[0]!.curvature).toBeGreaterThan(0);
    const below = hypergradient(levels, { at: { q1: 5 } });
    expect(below.gradient(quantities[0]!)).toBeGreaterThan(0);
    expect(below.value).toBeCloseTo(solution.history[0]!.objective, 10);
  });

  test.each([
    ["implicit", implicit()],
    ["aid", aid()],
    ["itd", itd({ steps: 200, stepSize: 0.1 })],
    ["finiteDifference", finiteDifference()],
  ])("in every place of three levels agree with minimising the negative: %s", (_, method) => {
    const x = [variable("x", 0.3), variable("y", 0.1), variable("z", 0.2)] as const;
    const [a, b, c] = x;
    const f = [
      a.sub(1).square().add(b.mul(c)).add(b.square()),
      b.sub(a).square().add(c.mul(b).mul(0.3)),
      c.sub(b).square().add(c.mul(a).mul(0.2)),
    ];
    const minimised = hypergradient(
      f.map((g, k) => minimize(x[k]!, g)),
      { method },
    );
    const maximised = hypergradient(
      f.map((g, k) => maximize(x[k]!, g.neg())),
      { method },
    );
    expect(relativeError(maximised.gradient(a), -(minimised.gradient(a) as number))).toBeLessThan(
      1e-12,
    );
    expect(relativeError(maximised.value, -minimised.value)).toBeLessThan(1e-13);
  });
});

test("a variable that no level decides is warned of, unless at gives it or argmin decides it", () => {
  const [lambda, w] = [variable("lambda", 0), variable("w", 2)];
  const train = w.sub(1).square().add(exp(lambda).mul(w.square()));
  const valid = w.sub(0.3).square().add(lambda.square());
  const warned = solveSync([minimize(lambda, valid)]).warnings;
  expect(warned).toEqual([
    '"w" is decided at no level and keeps its value: give it a level, or declare it by parameter("w", value).',
  ]);
  expect(solveSync([minimize(lambda, valid)], { at: { w: 3 } }).warnings).toEqual([]);
  expect(solveSync([minimize(lambda, valid), minimize(w, train)]).warnings).toEqual([]);
  const composed = valid.substitute(w, argmin(w, train));
  expect(solveSync([minimize(lambda, composed)]).warnings).toEqual([]);
});
