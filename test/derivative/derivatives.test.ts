import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { grad, hessian, hvp, jacobian, jvp, vjp } from "../../src/derivative/derivatives.ts";
import { exp } from "../../src/expression/function/elementwise.ts";
import { variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [0.5, -1, 2]);
const a = variable("a", 0.7);
const f = x.mul(x).mul(x).sum().mul(exp(a));
const at = [0.5, -1, 2];
const e = Math.exp(0.7);

describe("grad", () => {
  test("has the shape of what it is taken by", () => {
    expectClose(
      numbers(grad(f, x)),
      at.map((v) => 3 * v * v * e),
      1e-14,
      "x",
    );
    expectClose(numbers(grad(f, a)), numbers(f), 1e-15, "a");
    const both = grad(f, [x, a]);
    expect(both).toEqual([grad(f, x), grad(f, a)]);
  });
  test("by what does not occur is zero", () => {
    expect(numbers(grad(f, variable("z", [[1, 2]])))).toEqual(new Float64Array(2));
  });
  test("by a node in the middle is refused: the formula may have been simplified past it", () => {
    const y = x.mul(2); // (2x)² is 4x²: the derivative by y would be 0
    const f = (at: Expression) => at.square().sum();
    for (const run of [grad, hessian, jacobian] as ((f: Expression, x: Expression) => unknown)[])
      expect(() => run(f(y), y)).toThrow(
        /by must be a variable or parameter, and it is "2·x"\. Put a variable/,
      );
    expect(() => grad(f(y), [x, y])).toThrow(/it is "2·x"/);
    const z = variable("z", numbers(x));
    expect(numbers(grad(f(z), z).substitute(z, y))).toEqual(numbers(x.mul(4)));
  });
  test("needs a scalar", () => {
    expect(() => grad(x.exp(), x)).toThrow(/grad: exp\(x\) is .*3.*scalar.*use jacobian/);
    expect(() => hessian(x, x)).toThrow(/hessian: x is .*3.*scalar/);
  });
});

describe("jacobian", () => {
  const y = x.mul(a).sin();
  test("has the axes of y, then those of x", () => {
    expect(jacobian(y, x).shape).toEqual([3, 3]);
    expect(jacobian(y.reshape([3, 1]), x).shape).toEqual([3, 1, 3]);
    expect(jacobian(f, x).shape).toEqual([3]);
    expect(jacobian(y, [x, a]).map((block) => block.shape)).toEqual([[3, 3], [3]]);
  });
  test("is the same whichever mode is cheaper", () => {
    expectClose(
      numbers(jacobian(y, a)),
      at.map((v) => v * Math.cos(0.7 * v)),
      1e-15,
      "forward",
    );
    expectClose(
      numbers(jacobian(y.sum(), x)),
      at.map((v) => 0.7 * Math.cos(0.7 * v)),
      1e-15,
      "reverse",
    );
  });
});

describe("hessian", () => {
  test("of one variable, and in blocks of several", () => {
    const diagonal = [6 * 0.5 * e, 0, 0, 0, -6 * e, 0, 0, 0, 12 * e];
    expectClose(numbers(hessian(f, x)), diagonal, 1e-14, "hessian");
    const blocks = hessian(f, [x, a]);
    expect(blocks.map((row) => row.map((block) => block.shape))).toEqual([
      [[3, 3], [3]],
      [[3], []],
    ]);
    expectClose(numbers(blocks[0]![1]!), numbers(grad(f, x)), 1e-14, "x a");
    expectClose(numbers(blocks[1]![0]!), numbers(grad(f, x)), 1e-14, "a x");
  });
  test("blocks of arrays of rank 2 are transposed right", () => {
    const W = variable("W", [
      [0.3, 0.1, -0.4],
      [0.7, 0.2, 0.5],
    ]);
    const v = variable("v", [0.6, -0.2]);
    const blocks = hessian(v.matmul(W).tanh().square().sum(), [W, v]);
    expect(blocks[0]![1]!.shape).toEqual([2, 3, 2]);
    expect(blocks[1]![0]!.shape).toEqual([2, 2, 3]);
    const [upper, lower] = [numbers(blocks[0]![1]!), numbers(blocks[1]![0]!)];
    for (let i = 0; i < 6; i++)
      for (let j = 0; j < 2; j++) expect(lower[j * 6 + i]).toBe(upper[i * 2 + j]);
  });
});

describe("directional derivatives", () => {
  const v = [1, 2, -1];
  test("jvp, vjp and hvp are products with Jacobian and Hessian", () => {
    const y = x.mul(x).mul(a);
    expectClose(
      numbers(jvp(y, x, v)),
      at.map((p, i) => 2 * p * 0.7 * v[i]!),
      1e-15,
      "jvp",
    );
    expectClose(
      numbers(vjp(y, x, v)),
      at.map((p, i) => 2 * p * 0.7 * v[i]!),
      1e-15,
      "vjp",
    );
    expectClose(
      numbers(hvp(f, x, v)),
      at.map((p, i) => 6 * p * e * v[i]!),
      1e-14,
      "hvp",
    );
    expectClose(numbers(jvp(f, a, 3)), [3 * numbers(f)[0]!], 1e-15, "number");
  });
  test("are zero where nothing depends", () => {
    expect([...numbers(jvp(a.exp(), x, v))]).toEqual([0]);
    expect([...numbers(vjp(a.exp(), x, 1))]).toEqual([0, 0, 0]);
  });
  test("need a direction of the right shape", () => {
    expect(() => jvp(f, x, [1, 2])).toThrow(
      /jvp: x is .*3.* but the direction is .*2.*shape \[3\]/,
    );
    expect(() => vjp(x.exp(), x, 1)).toThrow(/vjp: exp\(x\) is/);
    expect(() => jvp(f, a, [1])).toThrow(/a single number/);
    expect(() => hvp(f, x, [[1, 2, 3]])).toThrow(/direction/);
  });
});

test("numbers are refused: nothing depends on them", () => {
  const wrong = expect.objectContaining({ code: "ERR_OPTION" });
  for (const attempt of [
    () => grad(3 as never, x),
    () => grad(f, 3 as never),
    () => grad(f, [x, 3] as never),
    () => grad(f, [x, undefined] as never),
    () => grad(f, undefined as never),
    () => hessian(f, null as never),
    () => jacobian([1, 2] as never, x),
    () => jvp(f, 3 as never, 1),
    () => vjp(3 as never, x, 1),
  ])
    expect(attempt).toThrow(wrong);
});
