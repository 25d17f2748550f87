import { expect, test } from "vitest";
import { imaml } from "../../src/algorithm/imaml.ts";
import { anil, maml } from "../../src/algorithm/maml.ts";
import { advance } from "../../src/algorithm/method.ts";
import { randomAt } from "../../src/algorithm/stream.ts";
import { taskList, taskStream } from "../../src/algorithm/tasks.ts";
import {
  compile,
  constant,
  type Expression,
  evaluate,
  grad,
  hypergradient,
  type Level,
  minimize,
  parameter,
  tanh,
  variable,
} from "../../src/index.ts";
import type { Algorithm } from "../../src/solve/algorithm.ts";
import { metaLearning, quadraticTasks } from "../problem/metaLearning.ts";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";
import { gap } from "./problem.ts";

const { d, problems, gradient } = metaLearning();

/** T14 with the tasks as a list. */
function quadratics() {
  const { parameters, list, ...problem } = quadraticTasks();
  return { ...problem, list, tasks: taskList(parameters, list) };
}

function firstGradient(algorithm: Algorithm, levels: readonly Level[], stepSize: number) {
  const method = algorithm.on(levels);
  const start = method.init();
  const next = method.step(start);
  return { x: start.x, gradient: start.x.map((entry, i) => (entry - next.x[i]!) / stepSize) };
}

test.each([0, 1, 2, 5, 20])(
  "T14: with N = %i steps MAML's gradient is mean P A P (w − c)",
  (innerSteps) => {
    const { levels, tasks } = quadratics();
    const options = { tasks, innerSteps, innerStepSize: 0.1, stepSize: 1 };
    const found = firstGradient(maml(options), levels, 1);
    expect(gap(found.gradient, gradient(found.x, 0.1, innerSteps))).toBeLessThan(1e-13);
  },
);

/** |∇L| by the start of one task ½ vᵀ diag(eigenvalues) v from w = 1, and the same for ANIL. */
function slopeOf(eigenvalue: number, innerSteps: number, innerStepSize: number): number {
  const [w, v] = [variable("w", 1), variable("v", 0)];
  const unused = parameter("unused", 0);
  const loss = v.square().mul(eigenvalue / 2);
  const levels = [minimize(w, loss.add(unused)), minimize(v, loss)];
  const options = { tasks: taskList([unused], [[[0]]]), innerSteps, innerStepSize, stepSize: 1 };
  const [one, other] = [maml(options), anil({ ...options, head: w })].map((algorithm) =>
    Math.abs(firstGradient(algorithm, levels, 1).gradient[0]!),
  );
  expect(one).toBe(other);
  return one!;
}

test("with a fixed inner step the meta-gradient grows exponentially with N where the task is not convex", () => {
  // (1 − αλ)^{2N} λ: below 1 for a convex task, (1 + α|λ|)^{2N} for another.
  const slopes = (eigenvalue: number) => [5, 10, 20].map((N) => slopeOf(eigenvalue, N, 0.2));
  expect(
    gap(
      slopes(1),
      [5, 10, 20].map((N) => 0.8 ** (2 * N)),
    ),
  ).toBeLessThan(1e-14);
  const [few, , many] = slopes(-1) as [number, number, number];
  expect(many / few).toBeCloseTo(1.2 ** 30, 6);
});

test("with an inner step in proportion to 1/N it stays bounded, by e^{2c}", () => {
  for (const N of [1, 5, 20, 100]) expect(slopeOf(-1, N, 1 / N)).toBeLessThan(Math.exp(2));
  expect(slopeOf(-1, 100, 1 / 100)).toBeGreaterThan(7);
});

test("MAML converges to the start whose meta-gradient vanishes", () => {
  const { levels, tasks } = quadratics();
  const method = maml({ tasks, innerSteps: 3, innerStepSize: 0.1, stepSize: 0.5 }).on(levels);
  const { x } = advance(method, 2000);
  expect(Math.max(...gradient(x, 0.1, 3).map(Math.abs))).toBeLessThan(1e-10);
});

test("a step uses the tasks it is given: all, drawn from the list, or invented", () => {
  const { levels, list, tasks } = quadratics();
  const { parameters } = tasks;
  const options = { innerSteps: 2, innerStepSize: 0.1, stepSize: 1 };
  const invented = taskStream({ parameters, draw: () => list[1]! }, 3);
  const alone = taskList(parameters, [list[1]!]);
  const [first, second] = [invented, alone].map(
    (some) => firstGradient(maml({ ...options, tasks: some }), levels, 1).gradient,
  );
  expect(gap(first!, second!)).toBeLessThan(1e-14);
  const drawn = taskList(parameters, list, 4000).draw(randomAt(1, 0));
  const share = drawn.filter((task) => task === list[2]).length / 4000;
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.37);
});

/** A tanh body shared by tasks, and a linear head v on it; support and query points are parameters. */
function network(units = 3, points = 4, seed = 4) {
  const next = random(seed);
  const draw = (count: number) => Float64Array.from({ length: count }, next);
  const body = variable("body", draw(units));
  const bias = variable("bias", draw(units));
  const head = variable("head", draw(units));
  const v = variable("v", new Float64Array(units));
  const data = ["s", "t", "q", "r"].map((name) => parameter(name, draw(points)));
  const [s, t, q, r] = data as [Expression, Expression, Expression, Expression];
  const predict = (at: Expression) =>
    tanh(
      at
        .reshape([points, 1])
        .mul(body.reshape([1, units]))
        .add(bias),
    ).matmul(v);
  const levels: Level[] = [
    minimize([body, bias, head], predict(q).sub(r).square().mean()),
    minimize(v, predict(s).sub(t).square().mean()),
  ];
  const list = [0, 1].map(() => data.map(() => draw(points)));
  return { body, bias, head, v, data, levels, list };
}

test("ANIL's gradient is that of the unrolled loop written out by hand, for body and head", () => {
  const { body, bias, head, v, data, levels, list } = network();
  const [steps, alpha] = [4, 0.3];
  const tasks = taskList(data, list);
  const options = { tasks, head, innerSteps: steps, innerStepSize: alpha, stepSize: 1 };
  const { gradient: found } = firstGradient(anil(options), levels, 1);
  let adapted: Expression = head;
  const slope = grad(levels[1]!.objective, v);
  for (let t = 0; t < steps; t++) adapted = adapted.sub(slope.substitute(v, adapted).mul(alpha));
  const total = levels[0]!.objective.substitute(v, adapted);
  const expected = new Float64Array(9);
  for (const task of list) {
    const values = Object.fromEntries(data.map((node, i) => [node.attributes.name, task[i]!]));
    [body, bias, head].forEach((shared, k) => {
      const slopes = evaluate(grad(total, shared), values as Record<string, Float64Array>);
      (slopes as Float64Array).forEach((entry, i) => {
        expected[3 * k + i]! += entry / 2;
      });
    });
  }
  expect(gap(found, expected)).toBeLessThan(1e-14);
});

test("few-shot sinusoids: the start that ANIL learns adapts in 5 steps, a random one does not", () => {
  const { data, levels, head } = network(8, 10);
  const sinusoid = (next: () => number) => {
    const phase = 3 * next();
    const points = () => Float64Array.from({ length: 10 }, () => 4 * next() - 2);
    const [s, q] = [points(), points()];
    return [s, s.map((at) => Math.sin(at + phase)), q, q.map((at) => Math.sin(at + phase))];
  };
  const options = { head, innerSteps: 5, innerStepSize: 0.1 };
  const tasks = taskStream({ parameters: data, draw: sinusoid }, 8);
  const method = anil({ ...options, tasks, stepSize: 0.1 }).on(levels);
  const trained = advance(method, 400);
  const steps = { fresh: method.init().x, trained: trained.x };
  const loss = compile([levels[0]!.variables, levels[1]!.variables, data].flat(), [
    levels[0]!.objective,
    grad(levels[1]!.objective, levels[1]!.variables[0]!),
  ]);
  const next = randomAt(77, 0);
  const test = Array.from({ length: 50 }, () => sinusoid(next));
  const queryLoss = (x: Float64Array) => {
    const shared = [x.slice(0, 8), x.slice(8, 16), x.slice(16)];
    const losses = test.map((task) => {
      let v = shared[2]!;
      for (let t = 0; t < 5; t++) {
        const slope = loss.run(...shared, v, ...task)[1] as Float64Array;
        v = v.map((entry, i) => entry - 0.1 * slope[i]!);
      }
      return loss.run(...shared, v, ...task)[0] as number;
    });
    return losses.reduce((sum, entry) => sum + entry / test.length, 0);
  };
  expect(queryLoss(steps.trained)).toBeLessThan(0.5 * queryLoss(steps.fresh));
});

test("iMAML's gradient is (I + A/λ)⁻¹ A (v* − c) on quadratics, whatever the path", () => {
  const { levels, tasks } = quadratics();
  const tie = 0.7;
  const options = { tasks, tie, innerSteps: 400, innerStepSize: 0.2, adjointSteps: 8, stepSize: 1 };
  const found = firstGradient(imaml(options), levels, 1);
  const expected = new Float64Array(d);
  for (const { A, c } of problems) {
    const tied = A.map((entry, at) => entry + (at % (d + 1) === 0 ? tie : 0));
    const right = c.map((_, i) =>
      c.reduce((sum, entry, j) => sum + A[i * d + j]! * entry, tie * found.x[i]!),
    );
    const v = solveDense(d, tied, right).solution;
    const slope = c.map((_, i) =>
      v.reduce((sum, entry, j) => sum + A[i * d + j]! * (entry - c[j]!), 0),
    );
    solveDense(d, tied, slope).solution.forEach((entry, i) => {
      expected[i]! += (tie * entry) / problems.length;
    });
  }
  expect(gap(found.gradient, expected)).toBeLessThan(1e-11);
});

test("its error falls with the inner error, (1 − α(λ + μ))^N", () => {
  // A task is linear in v, so error of v and of the gradient fall at one rate once the slowest direction is left.
  const { levels, tasks } = quadratics();
  const options = { tasks, tie: 0.7, innerStepSize: 0.05, adjointSteps: 8, stepSize: 1 };
  const at = (innerSteps: number) =>
    firstGradient(imaml({ ...options, innerSteps }), levels, 1).gradient;
  const exact = at(3000);
  const [a, b, c] = [60, 90, 120].map((steps) => gap(at(steps), exact)) as [number, number, number];
  expect(Math.log(c / b) / Math.log(b / a)).toBeCloseTo(1, 1);
  // μ ≥ ½ for every task of T14.
  expect((c / b) ** (1 / 30)).toBeLessThan(1 - 0.05 * (0.7 + 0.5) + 1e-3);
});

test("iMAML agrees with the exact hypergradient of the tied levels", () => {
  const { w, v, levels, list, tasks: all } = quadratics();
  const [A, c] = list[0]!;
  const values = [constant({ data: A!, shape: [d, d] }), constant(c!)];
  const loss = levels[1]!.objective.substitute(all.parameters, values);
  const tie = v.sub(w).square().sum().mul(0.35);
  const tied = [
    minimize(w, levels[0]!.objective.substitute(all.parameters, values)),
    minimize(v, loss.add(tie)),
  ];
  const exact = hypergradient(tied).gradient(w) as Float64Array;
  const tasks = taskList(all.parameters, [list[0]!]);
  const options = {
    tasks,
    tie: 0.7,
    innerSteps: 300,
    innerStepSize: 0.2,
    adjointSteps: 8,
    stepSize: 1,
  };
  expect(gap(firstGradient(imaml(options), levels, 1).gradient, exact)).toBeLessThan(1e-11);
});

test("a start of another shape, or of another level, is refused", () => {
  const { levels, head, body, data, list } = network();
  const options = { tasks: taskList(data, list), innerStepSize: 0.1, stepSize: 0.1 };
  expect(() => anil({ ...options, head: variable("other", [0, 0, 0]) }).on(levels)).toThrow(
    /other is not decided at the outer level/,
  );
  expect(() => anil({ ...options, head: variable("short", [0]) }).on(levels)).toThrow(
    /ANIL: v is .* but short is/,
  );
  expect(
    anil({ ...options, head: [head] })
      .on(levels)
      .init().y,
  ).toEqual(head.attributes.initial);
  expect(body.shape).toEqual([3]);
});
