import { expect, test } from "vitest";
import { diabetes } from "../../examples/report/diabetes.ts";
import { advance } from "../../src/algorithm/method.ts";
import { unrolledLevels } from "../../src/algorithm/unrolledLevels.ts";
import { argmin, evaluate, hessian, hypergradient } from "../../src/index.ts";
import { robustTrilevel } from "../problem/robustTrilevel.ts";
import { product } from "../reference/matrix.ts";

const data = diabetes(1);

/** The exact objective at λ, the largest weight, and the hierarchy's own bound on its error. */
function exactly(c: number, at: number) {
  const { levels, theta } = robustTrilevel(data, { c, lambda: at });
  const h = hypergradient(levels);
  expect(h.warnings).toEqual([]);
  expect(h.errorBound).toBeLessThan(1e-8);
  const weights = h.response(theta) as Float64Array;
  return { value: h.value, largest: Math.max(...weights.map(Math.abs)) };
}

/** The eigenvalue of largest size of a symmetric matrix. */
function eigenvalue(matrix: Float64Array, size: number): number {
  let v = Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1));
  let value = 0;
  for (let i = 0; i < 500; i++) {
    const length = Math.hypot(...v);
    v = v.map((entry) => entry / length);
    const next = product(matrix, v, size, 1, size);
    value = next.reduce((sum, entry, k) => sum + entry * v[k]!, 0);
    v = Float64Array.from(next);
  }
  return value;
}

test("T17: the adversary is at a maximum: its total Hessian is negative definite and well conditioned", () => {
  const { levels, attack, theta } = robustTrilevel(data, { c: 10, lambda: 0 });
  const h = hypergradient(levels);
  const price = levels[1]!.objective.substitute(theta, argmin(theta, levels[2]!.objective));
  const at = { attack: h.response(attack) as Float64Array, lambda: 0 };
  const total = evaluate(hessian(price, attack), at) as Float64Array;
  const steepest = eigenvalue(total, 400);
  const shifted = total.map((entry, i) => entry - (i % 401 === 0 ? steepest : 0));
  const flattest = eigenvalue(shifted, 400) + steepest;
  expect(flattest).toBeLessThan(-0.01);
  // 5.9 on this split; another gave 30.
  expect(steepest / flattest).toBeLessThan(60);
});

test("T17: with c = 10 the adversary leaves the signal, with the published c = 0.1 it removes all of it", () => {
  for (const at of [-4, 0, 1]) {
    const mild = exactly(10, at);
    expect(mild.value).toBeGreaterThan(0.5);
    expect(mild.value).toBeLessThan(0.65);
    expect(mild.largest).toBeGreaterThan(0.1);
  }
  for (const at of [-4, 0]) {
    const harsh = exactly(0.1, at);
    expect(harsh.value).toBeGreaterThan(0.9);
    expect(harsh.largest).toBeLessThan(0.01);
  }
});

test("T17: a few unrolled steps at c = 0.1 are another model, whose signal fades as they get more", () => {
  const { levels } = robustTrilevel(data, { c: 0.1 });
  const unrolled = (steps: number) => {
    const options = { innerSteps: [steps, 30], innerStepSize: [1, 0.1], stepSize: 0.1 };
    return advance(unrolledLevels(options).on(levels), 1).value;
  };
  const [one, five, twenty] = [unrolled(1), unrolled(5), unrolled(20)];
  expect(one).toBeLessThan(five);
  expect(five).toBeLessThan(twenty);
  expect(twenty).toBeLessThan(exactly(0.1, 0).value - 0.2);
});
