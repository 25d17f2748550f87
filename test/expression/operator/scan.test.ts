import { describe, expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { calculus, gradients, jacobianBlock } from "../../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../../src/derivative/reverseJacobian.ts";
import { substitute } from "../../../src/expression/graph.ts";
import { constant, variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { argmin } from "../../../src/expression/operator/argmin.ts";
import { scan } from "../../../src/expression/operator/scan.ts";
import { environment } from "../../../src/level/environment.ts";
import { buildProgram } from "../../../src/program/build.ts";
import { expectClose, numbersOf } from "../../reference/derivativeCheck.ts";
import { calls } from "../../reference/referenceEnvironment.ts";

const values = (...outputs: Expression[]) => numbersOf(outputs, {}, calls);

/** The same loop as a graph of its steps. */
function unrolled(
  state: readonly Expression[],
  body: readonly Expression[],
  start: readonly Expression[],
  steps: number,
): Expression[] {
  let now = [...start];
  for (let t = 0; t < steps; t++) now = substitute(body, state, now);
  return now;
}

const w = variable("w", { shape: [2] });
const v = variable("v", { shape: [] });
const start = variable("start", [0.4, -0.3]);
const speed = variable("speed", 0.2);
const matrix = variable("A", [
  [0.9, -0.4],
  [0.3, 0.7],
]);
const body = [matrix.matmul(w.sin()).add(v.mul(0.3)), w.mul(w).sum().mul(speed).add(v.tanh())];
const begin = [start.mul(start).add(0.1), speed.add(0.5)];
const point = [start, speed, matrix];
const summary = ([a, b]: Expression[]) =>
  a!.mul([1, -2]).sum().add(b!.mul(b!)).add(a!.mul(b!).sum());

const lengths = [0, 1, 2, 3, 7];
const pairs = lengths.map((steps) => {
  const loop = summary(scan([w, v], body, begin, steps));
  const graph = summary(unrolled([w, v], body, begin, steps));
  return [steps, loop, graph] as const;
});

function expectSame(loop: Expression, graph: Expression, what: string): void {
  expect(loop.shape).toEqual(graph.shape);
  const [a, b] = values(loop, graph);
  expectClose(a!, b!, 1e-11, what);
}

describe.each(pairs)("a loop of %d steps", (_, loop, graph) => {
  test("has the value of its steps written out", () => {
    expectSame(loop, graph, "value");
  });
  test.each(point.map((x, k) => [x.attributes.name, k] as const))(
    "has their first derivative by %s, forward and reverse",
    (name, k) => {
      const x = point[k]!;
      expectSame(jacobianBlock(loop, x), jacobianBlock(graph, x), `forward ${name}`);
      expectSame(reverseJacobianBlock(loop, x), jacobianBlock(graph, x), `reverse ${name}`);
    },
  );
  test("has their second derivatives in all four orders of modes", () => {
    for (const a of point)
      for (const b of point) {
        const expected = jacobianBlock(jacobianBlock(graph, a), b);
        for (const inner of [jacobianBlock, reverseJacobianBlock])
          for (const outer of [jacobianBlock, reverseJacobianBlock])
            expectSame(outer(inner(loop, a), b), expected, `${inner.name} then ${outer.name}`);
      }
  });
});

test.each(pairs.slice(1, 4))(
  "third derivatives of %d steps, in all eight orders",
  (_, loop, graph) => {
    const modes = [jacobianBlock, reverseJacobianBlock];
    for (const [a, b, c] of [
      [start, speed, matrix],
      [speed, start, start],
      [matrix, speed, speed],
    ] as const) {
      const expected = jacobianBlock(jacobianBlock(jacobianBlock(graph, a), b), c);
      for (const first of modes)
        for (const second of modes)
          for (const third of modes)
            expectSame(third(second(first(loop, a), b), c), expected, "third");
    }
  },
);

test("the gradient of a directional second derivative is that of the steps", () => {
  const along = (y: Expression) =>
    calculus.tangents(
      [y],
      point,
      [
        constant([1, -0.5]),
        constant(0.7),
        constant([
          [1, 0],
          [2, -1],
        ]),
      ],
      [],
    )[0]!;
  const [, loop, graph] = pairs[4]!;
  const slopes = gradients(along(along(loop)), point);
  gradients(along(along(graph)), point).forEach((expected, k) => {
    expectSame(slopes[k]!, expected, "third, directional");
  });
});

test("loops nest", () => {
  const inner = (x: Expression, times: typeof scan | typeof unrolled) =>
    times([v], [v.mul(speed).add(x.sin())], [x], 3)[0]!;
  const u = variable("u", { shape: [] });
  const build = (times: typeof scan | typeof unrolled) =>
    times([u], [inner(u, times).mul(0.5).add(speed)], [start.sum()], 4)[0]!;
  const [loop, graph] = [build(scan), build(unrolled)];
  expectSame(loop, graph, "value");
  for (const a of [start, speed])
    for (const b of [start, speed]) {
      const expected = jacobianBlock(jacobianBlock(graph, a), b);
      for (const first of [jacobianBlock, reverseJacobianBlock])
        for (const second of [jacobianBlock, reverseJacobianBlock])
          expectSame(second(first(loop, a), b), expected, "second");
    }
});

test("gradient descent on ½xᵀHx is Π(I − αH), and its derivative by α is −T H Π^(T−1)", () => {
  const [steps, alpha] = [12, variable("alpha", 0.3)];
  const curvature = [1, 0.5];
  const [end] = scan([w], [w.sub(w.mul(curvature).mul(alpha))], [start], steps);
  const [value, slope] = values(end!, jacobianBlock(end!, alpha));
  const x0 = [0.4, -0.3];
  expectClose(
    value!,
    curvature.map((h, i) => (1 - 0.3 * h) ** steps * x0[i]!),
    1e-15,
    "end",
  );
  expectClose(
    slope!,
    curvature.map((h, i) => -steps * h * (1 - 0.3 * h) ** (steps - 1) * x0[i]!),
    1e-14,
    "slope",
  );
});

test("truncation walks back over the last steps, and counts the state before as a constant", () => {
  const [steps, last] = [7, 3];
  const middle = unrolled([w, v], body, begin, steps - last).map((x) => constantOf(x));
  const expected = gradients(summary(unrolled([w, v], body, middle, last)), point);
  const loop = summary(scan([w, v], body, begin, steps, { truncate: last }));
  gradients(loop, point).forEach((slope, k) => {
    expectSame(slope, expected[k]!, "truncated");
  });
});

const constantOf = (x: Expression) => constant({ data: values(x)[0]!, shape: x.shape });

test("any number of checkpoints gives the same bits", () => {
  const slopes = [undefined, 1, 3, 100].map((checkpoints) => {
    const options = checkpoints === undefined ? {} : { checkpoints };
    return values(...gradients(summary(scan([w, v], body, begin, 7, options)), point));
  });
  for (const slope of slopes) expect(slope).toEqual(slopes[0]);
});

test("data that is not differentiated by gets no cotangent in the walk", () => {
  const gradient = gradients(summary(scan([w, v], body, begin, 7)), [speed])[0]!;
  const sizes: number[] = [];
  const walk = (node: Expression) => {
    if (node.op === "call") sizes.push(node.shape[0]!);
    node.inputs.forEach(walk);
  };
  walk(gradient);
  // The final state, and the cotangents of start v and of speed.
  expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
});

test("says what is wrong with a loop", () => {
  expect(() => scan([w], [w], [start], -1)).toThrow(/steps.*whole number/);
  expect(() => scan([w], [w], [start], 2, { truncate: 0 })).toThrow(/truncate/);
  expect(() => scan([w], [v], [start], 2)).toThrow(/w is.*2.*its body/s);
  expect(() => scan([w], [w], [speed], 2)).toThrow(/its start/);
  expect(() => scan([w.mul(2)], [w], [start], 2)).toThrow(/state/);
  expect(() => scan([w, w], [w, w], [start, start], 2)).toThrow(/distinct variables/);
  expect(() => scan([w, v], [w], [start], 2)).toThrow(/state/);
});

test("a body may hold an argmin, differentiated twice through both", () => {
  const y = variable("y", 0.1);
  const u = variable("u", { shape: [] });
  const build = (times: typeof scan | typeof unrolled) => {
    const objective = y.mul(y).mul(0.5).add(y.mul(u)).add(y.exp().mul(speed));
    return times([u], [argmin(y, objective).mul(0.5).add(u.mul(speed))], [start.sum()], 3)[0]!;
  };
  const [loop, graph] = [build(scan), build(unrolled)];
  expectSame(loop, graph, "value");
  for (const first of [jacobianBlock, reverseJacobianBlock])
    for (const second of [jacobianBlock, reverseJacobianBlock]) {
      const expected = jacobianBlock(jacobianBlock(graph, speed), start);
      expectSame(second(first(loop, speed), start), expected, "second");
    }
});

test("a compiled program runs loops and their adjoints", () => {
  const [, loop, graph] = pairs[4]!;
  const of = (y: Expression) => [
    y,
    ...gradients(y, point),
    jacobianBlock(gradients(y, [start])[0]!, start),
  ];
  const actual = buildProgram([], of(loop), { environment }).run();
  const expected = values(...of(graph));
  actual.forEach((value, k) => {
    expectClose(typeof value === "number" ? [value] : value, expected[k]!, 1e-13, "compiled");
  });
});

test("an argmin may hold a loop, and a loop that argmin: compiled, to the second derivative", () => {
  const [z, u] = [variable("z", 0.1), variable("u", { shape: [] })];
  const build = (times: typeof scan | typeof unrolled) => {
    const inner = times([v], [v.mul(0.5).add(v.mul(z).sin())], [speed.add(u)], 3)[0]!;
    const star = argmin(z, z.square().add(inner.square().mul(0.2)).sub(z.mul(u)));
    const y = times([u], [star.add(u.mul(speed))], [start.sum()], 3)[0]!;
    const slope = gradients(y, [speed, start]);
    return [y, ...slope, jacobianBlock(slope[0]!, start), reverseJacobianBlock(slope[1]!, speed)];
  };
  const actual = buildProgram([], build(scan), { environment }).run();
  const expected = buildProgram([], build(unrolled), { environment }).run();
  actual.forEach((value, k) => {
    const list = (x: typeof value) => (typeof x === "number" ? [x] : x);
    expectClose(list(value), list(expected[k]!), 1e-11, `output ${k}`);
  });
});
