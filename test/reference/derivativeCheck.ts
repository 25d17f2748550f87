import { expect } from "vitest";
import { calculus, gradients, jacobianBlock } from "../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../src/derivative/reverseJacobian.ts";
import "../../src/expression/methods.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { inner } from "../../src/expression/view.ts";
import { size } from "../../src/value/shape.ts";
import type { Value } from "../../src/value/value.ts";
import { type CallRule, evaluateComplex, type Numbers } from "./evaluateGraph.ts";
import { randomVector } from "./random.ts";

/** Numbers of an expression; variables have their initial values, or those given by name. */
export function numbers(
  output: Expression,
  at: Readonly<Record<string, ArrayLike<number>>> = {},
  callRule?: CallRule,
): Float64Array {
  return numbersOf([output], at, callRule)[0]!;
}

/** The same of several expressions at once. */
export function numbersOf(
  outputs: readonly Expression[],
  at: Readonly<Record<string, ArrayLike<number>>> = {},
  callRule?: CallRule,
): Float64Array[] {
  const values = new Map<Expression, Numbers>();
  for (const node of variablesOf(outputs)) {
    const given = at[node.attributes.name];
    if (given)
      values.set(
        node,
        Array.from(given, (x) => [x, 0] as const),
      );
  }
  return evaluateComplex(outputs, values, callRule).map((list) =>
    Float64Array.from(list, ([x]) => x),
  );
}

function variablesOf(outputs: readonly Expression[]): Set<Expression> {
  const found = new Set<Expression>();
  const walk = new Set<Expression>(outputs);
  for (const node of walk) {
    if (node.op === "variable") found.add(node);
    for (const input of node.inputs) walk.add(input);
  }
  return found;
}

const STEP = 1e-40;

/**
 * ∂output/∂x by the complex step, Im f(x + i·10⁻⁴⁰)/10⁻⁴⁰: exact to rounding, and independent of
 * every rule of differentiation. Shape output ++ x, row-major.
 */
export function complexStep(output: Expression, x: Expression, callRule?: CallRule): Float64Array {
  const [n, m] = [size(output.shape), size(x.shape)];
  const jacobian = new Float64Array(n * m);
  const start = Array.from(x.attributes.initial as Float64Array);
  for (let j = 0; j < m; j++) {
    const moved: Numbers = start.map((value, i) => [value, i === j ? STEP : 0] as const);
    const [result] = evaluateComplex([output], new Map([[x, moved]]), callRule);
    result!.forEach(([, imaginary], i) => {
      jacobian[i * m + j] = imaginary / STEP;
    });
  }
  return jacobian;
}

/** Equal in the largest norm, relative to max(1, |expected|). */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  const largest = Array.from(expected).reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  let worst = actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(actual[i]! - expected[i]!) / largest;
    if (!(gap <= worst)) worst = gap;
  }
  if (!(worst <= tolerance))
    expect.fail(
      `${what}: off by ${worst} (allowed ${tolerance})\n  is       ${Array.from(actual).slice(0, 24)}\n  expected ${Array.from(expected).slice(0, 24)}`,
    );
}

export interface DerivativeCase {
  readonly at: readonly Value[];
  readonly build: (...x: Expression[]) => Expression;
  /** Highest order; 3 unless told. */
  readonly order?: 1 | 2 | 3;
  readonly tolerance?: number;
  readonly callRule?: CallRule;
}

/**
 * Forward mode = reverse mode = complex step, for the first three derivatives by every pair of
 * inputs: batched identity seeds, Hessian blocks, and directional third derivatives.
 */
export function expectDerivatives(test: DerivativeCase): void {
  const { at, build, order = 3, tolerance = 1e-10, callRule } = test;
  const inputs = at.map((value, k) => variable(`x${k}`, value));
  const output = build(...inputs);
  for (const [k, x] of inputs.entries()) {
    const expected = complexStep(output, x, callRule);
    const forward = numbers(jacobianBlock(output, x), {}, callRule);
    expectClose(forward, expected, tolerance, `forward, input ${k}`);
    const reverse = numbers(reverseJacobianBlock(output, x), {}, callRule);
    expectClose(reverse, expected, tolerance, `reverse, input ${k}`);
  }
  if (order === 1) return;
  const weights = randomVector(size(output.shape), 7);
  const scalar = inner(output, constant({ data: weights, shape: output.shape }));
  const slopes = gradients(scalar, inputs);
  const blocks = calculus.hessian(scalar, inputs);
  for (const [i, slope] of slopes.entries())
    for (const [j, x] of inputs.entries()) {
      const expected = complexStep(slope, x, callRule);
      const versions = {
        "forward over reverse": jacobianBlock(slope, x),
        "reverse over reverse": reverseJacobianBlock(slope, x),
        hessian: blocks[i]![j]!,
        "reverse over forward": reverseOverForward(scalar, inputs[i]!, x),
      };
      for (const [name, block] of Object.entries(versions)) {
        expect(block.shape).toEqual([...inputs[i]!.shape, ...x.shape]);
        expectClose(numbers(block, {}, callRule), expected, tolerance, `${name}, ${i}, ${j}`);
      }
    }
  if (order === 3) expectThird(scalar, inputs, blocks, tolerance, callRule);
}

const reverseOverForward = (scalar: Expression, a: Expression, b: Expression): Expression =>
  reverseJacobianBlock(jacobianBlock(scalar, a), b);

/** ∂/∂x of each Hessian block, both ways; and of vᵀHv. */
function expectThird(
  scalar: Expression,
  inputs: readonly Expression[],
  blocks: readonly (readonly Expression[])[],
  tolerance: number,
  callRule: CallRule | undefined,
): void {
  for (const [i, row] of blocks.entries())
    for (const block of row.slice(0, i + 1))
      for (const x of inputs) {
        const expected = complexStep(block, x, callRule);
        const forward = numbers(jacobianBlock(block, x), {}, callRule);
        expectClose(forward, expected, tolerance, "third derivative, forward");
        const reverse = numbers(reverseJacobianBlock(block, x), {}, callRule);
        expectClose(reverse, expected, tolerance, "third derivative, reverse");
      }
  const seeds = inputs.map((x, k) =>
    constant({ data: randomVector(size(x.shape), 11 + k), shape: x.shape }),
  );
  const along = (y: Expression) => calculus.tangents([y], inputs, seeds, [])[0];
  const [first] = [along(scalar)];
  const second = first && along(first);
  if (!second) return;
  for (const [k, slope] of gradients(second, inputs).entries())
    expectClose(
      numbers(slope, {}, callRule),
      complexStep(second, inputs[k]!, callRule),
      tolerance,
      "gradient of vᵀHv",
    );
}
