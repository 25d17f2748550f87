import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import * as f from "../../src/expression/function/elementwise.ts";
import { logDet, solveLinear } from "../../src/expression/function/matrix.ts";
import { logSumExp, norm2, prod } from "../../src/expression/function/reduction.ts";
import { concat, gather, slice } from "../../src/expression/function/shaping.ts";
import { dependents, freeVariables, substitute, topological } from "../../src/expression/graph.ts";
import { parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { pad, scatterAdd } from "../../src/expression/structural.ts";
import { numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [1, 2, 4]);
const p = parameter("p", 3);

test("topological lists every node once, inputs first", () => {
  const y = x.mul(p).sin();
  const order = topological([y, y.add(x)]);
  expect(new Set(order).size).toBe(order.length);
  for (const node of order)
    for (const input of node.inputs) expect(order.indexOf(input)).toBeLessThan(order.indexOf(node));
});

test("freeVariables are variables and parameters, in order of creation", () => {
  expect(freeVariables([p.add(x).exp()])).toEqual([x, p]);
  expect(freeVariables([x.mul(0)])).toEqual([]);
});

test("dependents are what depends on the roots, those included", () => {
  const y = x.sin();
  const z = p.exp();
  const { order, depends } = dependents([y.mul(z)], [x]);
  expect(order).toEqual([x, y, y.mul(z)]);
  expect(depends.has(z)).toBe(false);
});

describe("substitute", () => {
  const square = (y: Expression) =>
    y
      .reshape([3, 1])
      .matmul(y.reshape([1, 3]))
      .add(f.exp(y));
  const builds: Record<string, (y: Expression) => Expression> = {
    contract: (y) => y.mul(y).sum(),
    add: (y) => y.add(p),
    unary: (y) => y.tanh(),
    powConstant: (y) => f.pow(y, 2.5),
    binary: (y) => f.div(y, p.add(y)),
    where: (y) => f.where(f.less(y, 2), y, y.neg()),
    reshape: (y) => y.reshape([3, 1]).exp(),
    slice: (y) => slice(y, 0, 3, 2),
    pad: (y) => pad(y, [1], [2], [7]),
    concat: (y) => concat([y, y.exp()]),
    gather: (y) => gather(y, [2, 2, 0]),
    scatterAdd: (y) => scatterAdd(y, [1, 1, 0], 0, 2),
    reduceMax: (y) => f.max(y),
    reduceMin: (y) => f.min(y),
    prod: (y) => prod(y),
    norm: (y) => norm2(y).mul(norm2(y.mul(2))),
    peak: (y) => logSumExp(y),
    solve: (y) => solveLinear(square(y), y),
    logDet: (y) => logDet(square(y)),
  };
  test.each(Object.entries(builds))("rebuilds %s as if it were written so", (_, build) => {
    const replacement = x.exp().sub(p);
    expect(substitute([build(x)], [x], [replacement])[0]).toBe(build(replacement));
    expect(build(x).substitute(x, replacement)).toBe(build(replacement));
  });
  test("replaces several at once, not one after the other", () => {
    const [a, b] = [variable("a", 1), variable("b", 2)];
    const y = a.sub(b);
    expect(y.substitute([a, b], [b, a])).toBe(b.sub(a));
    expect(numbers(y.substitute([a, b], [10, 4]))[0]).toBe(6);
  });
  test("replaces any node of the graph", () => {
    const y = x.sin();
    expect(y.mul(2).add(x).substitute(y, x)).toBe(x.mul(3));
    expect(y.substitute(y, x)).toBe(x);
  });
  test("simplifies on the way", () => {
    expect(x.exp().mul(p).substitute(p, 0).inputs).toEqual([]);
  });
  test("leaves what does not occur alone", () => {
    expect(x.sin().substitute(p, 7)).toBe(x.sin());
  });
  test("says which shapes do not fit", () => {
    const y = x.sin();
    expect(() => y.substitute(x, 1)).toThrow(/substitute: x is .*3.* but .* is/);
    expect(() => y.substitute(x, [1, 2])).toThrow(expect.objectContaining({ code: "ERR_SHAPE" }));
    expect(() => y.substitute([x, p], [x])).toThrow(/replacements.*2 expressions/);
  });
});
