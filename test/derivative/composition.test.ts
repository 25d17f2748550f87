import fc from "fast-check";
import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { calculus } from "../../src/derivative/calculus.ts";
import { grad, jacobian } from "../../src/derivative/derivatives.ts";
import * as f from "../../src/expression/function/elementwise.ts";
import {
  diag,
  logDet,
  matmul,
  outer,
  solveLinear,
  transpose,
} from "../../src/expression/function/matrix.ts";
import { logSumExp, norm2, prod, softmax, sum } from "../../src/expression/function/reduction.ts";
import { concat, gather, reshape, slice } from "../../src/expression/function/shaping.ts";
import { topological } from "../../src/expression/graph.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { argmin } from "../../src/expression/operator/argmin.ts";
import { scan } from "../../src/expression/operator/scan.ts";
import { pad, scatterAdd } from "../../src/expression/structural.ts";
import { environment } from "../../src/level/environment.ts";
import { buildProgram } from "../../src/program/build.ts";
import { expectClose, expectDerivatives, numbersOf } from "../reference/derivativeCheck.ts";
import { randomVector } from "../reference/random.ts";
import { calls } from "../reference/referenceEnvironment.ts";

const matrix = constant([
  [0.4, -0.2, 0.1],
  [0.3, 0.5, -0.6],
  [-0.1, 0.2, 0.7],
]);
/** Steps from two vectors of three to one, smooth and of moderate size everywhere. */
const steps: ((x: Expression, y: Expression) => Expression)[] = [
  (x, y) => x.mul(y).tanh(),
  (x, y) => x.add(y.mul(0.5)),
  (x, y) => f.div(x, y.square().add(2)),
  (x, y) => x.sin().sub(y.cos()),
  (x) => matrix.matmul(x),
  (x, y) => matmul(x.sigmoid(), matrix).mul(y),
  (x, y) => outer(x, y).tanh().sum(0),
  (x, y) => solveLinear(diag([2, 3, 4]).add(outer(x, y).mul(0.2)), y),
  (x, y) => solveLinear(diag([2, 3, 4]).add(outer(x, x)), y, { kind: "spd" }),
  (x, y) => x.mul(logDet(diag([2, 2, 2]).add(outer(y, y)))),
  (x) => softmax(x),
  (x, y) => x.mul(logSumExp(y)),
  (x, y) => x.mul(norm2(y.add(3))),
  (x, y) => y.mul(prod(x.mul(0.5).add(1))),
  (x, y) => concat([slice(x, 1), slice(y, 0, 1)]).mul(y),
  (x, y) =>
    gather(concat([x, y]), [4, 0, 0])
      .exp()
      .tanh(),
  (x, y) => pad(slice(x, 0, 2), [1], [1], [3]).add(y.sinh().tanh()),
  (x, y) => scatterAdd(gather(x, [2, 0]), [1, 1], 0, 3).add(y),
  (x, y) =>
    matmul(transpose(reshape(x.mul(y), [1, 3])), reshape(y, [1, 3]))
      .sum(1)
      .tanh(),
  (x, y) => f.pow(x.square().add(1), y.mul(0.3)),
  (x, y) => f.softplus(x).sub(f.erf(y)),
  (x, y) => f.where([1, 0, 1], x.exp().tanh(), y.square().tanh()),
];

const recipe = fc.record({
  steps: fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(20), fc.nat(20)), {
    minLength: 2,
    maxLength: 5,
  }),
  seed: fc.nat(1000),
});

/** Applies the steps to whatever exists so far; the last two results are the output. */
function compose(
  list: readonly (readonly [number, number, number])[],
  inputs: readonly Expression[],
): Expression {
  const pool = [...inputs];
  for (const [step, a, b] of list)
    pool.push(steps[step]!(pool[a % pool.length]!, pool[b % pool.length]!));
  return pool.at(-1)!.add(pool.at(-2)!);
}

test("random compositions: all modes agree with the complex step, to third order", () => {
  fc.assert(
    fc.property(recipe, (r) => {
      const at = [randomVector(3, r.seed), randomVector(3, r.seed + 1)];
      expectDerivatives({ at, build: (...x) => compose(r.steps, x).sum(), tolerance: 1e-9 });
    }),
    { numRuns: 30 },
  );
});

test("compiled derivatives of random compositions are what the definitions give", () => {
  fc.assert(
    fc.property(recipe, (r) => {
      const inputs = [0, 1].map((k) => variable(`x${k}`, randomVector(3, r.seed + k)));
      const vector = compose(r.steps, inputs);
      const blocks = calculus.hessian(vector.sum(), inputs);
      const outputs = [
        vector,
        ...grad(vector.sum(), inputs),
        ...blocks.flat(),
        jacobian(vector, inputs[0]!),
        jacobian(blocks[0]![1]!, inputs[0]!),
      ];
      const program = buildProgram(inputs, outputs, { environment });
      const results = program.run(...inputs.map((x) => x.attributes.initial));
      program.dispose();
      const expected = numbersOf(outputs);
      results.forEach((value, k) => {
        expectClose(typeof value === "number" ? [value] : value, expected[k]!, 1e-11, `${k}`);
      });
    }),
    { numRuns: 40 },
  );
});

/** Whether Newton's method of the reference, which has no safeguards, ends at a stationary point. */
function isFound(response: Expression): boolean {
  try {
    numbersOf([response], {}, calls);
    return true;
  } catch {
    return false;
  }
}

test("random compositions inside an argmin respond with the derivatives of the implicit function", () => {
  fc.assert(
    fc.property(recipe, (r) => {
      const build = (p: Expression) => {
        const w = variable("w", [0, 0, 0]);
        return argmin(
          w,
          w
            .square()
            .sum()
            .mul(2)
            .add(compose(r.steps.slice(0, 3), [w, p]).tanh().sum().mul(0.2))
            .sub(sum(w.mul(p))),
        );
      };
      fc.pre(isFound(build(variable("p", randomVector(3, r.seed)))));
      expectDerivatives({
        at: [randomVector(3, r.seed)],
        build,
        order: 2,
        tolerance: 1e-9,
        callRule: calls,
      });
    }),
    { numRuns: 8 },
  );
});

test("random loop bodies have the derivatives of their steps written out", () => {
  const x = variable("x", [0.3, -0.5, 0.2]);
  const s = variable("s", { shape: [3] });
  fc.assert(
    fc.property(recipe, (r) => {
      const body = compose(r.steps.slice(0, 3), [s, x]).tanh();
      const [loop] = scan([s], [body], [x], 3);
      const graph = [1, 2, 3].reduce((now) => body.substitute(s, now), x as Expression);
      const of = (y: Expression) => [
        y.sum(),
        grad(y.square().sum(), x),
        ...calculus.hessian(y.sum(), [x])[0]!,
      ];
      const [a, b] = [numbersOf(of(loop!), {}, calls), numbersOf(of(graph), {}, calls)];
      a.forEach((value, k) => {
        for (const [i, v] of value.entries()) expect(v).toBeCloseTo(b[k]![i]!, 10);
      });
    }),
    { numRuns: 25 },
  );
});

/** T16 of the mathematics: levels of three variables, each coupled with every other. */
function chain(levels: number): { variables: Expression[]; objectives: Expression[] } {
  const variables = Array.from({ length: levels }, (_, i) => variable(`v${i}`, randomVector(3, i)));
  const objectives = variables.map((v, i) => {
    let objective = v
      .square()
      .sum()
      .mul(0.75)
      .add(v.square().square().sum().mul(0.05))
      .add(v.sum().mul(0.3 * (i + 1)));
    variables.forEach((other, j) => {
      if (i === j) return;
      const coupling = constant({
        data: randomVector(9, (4 * i + j) % 20).map((m) => 0.3 * m),
        shape: [3, 3],
      });
      objective = objective
        .add(v.mul(coupling.matmul(other)).sum().mul(0.5))
        .add(v.sin().mul(other.square()).sum().mul(0.05));
    });
    return objective;
  });
  return { variables, objectives };
}

/** Nodes of the gradient through all levels by nested argmins, and how many were made on the way to it. */
function gradientOf(levels: number): { nodes: number; made: number } {
  const { variables, objectives } = chain(levels);
  const first = variable("the first", 0).id;
  for (let k = levels - 1; k > 0; k--) {
    const star = argmin(variables[k]!, objectives[k]!);
    for (let j = 0; j < k; j++) objectives[j] = objectives[j]!.substitute(variables[k]!, star);
  }
  const gradient = grad(objectives[0]!, variables[0]!);
  return { nodes: topological([gradient]).length, made: variable("the last", 0).id - first };
}

test("building the gradient of a coupled chain makes nodes in proportion to those it has", () => {
  for (const levels of [3, 4]) {
    const { nodes, made } = gradientOf(levels);
    expect(made).toBeLessThan(8 * nodes);
  }
});
