import { expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { newton } from "../../src/solver/newton.ts";
import { aborted, drive, release, run } from "../../src/solver/run.ts";
import type { Answer, Request } from "../../src/solver/solver.ts";
import { quadratic, rosenbrock } from "../contract/solverProblems.ts";

/** Answers after a pause, as a level does that has to solve the levels below first. */
function* pausing(request: Request): Generator<string, Answer, undefined> {
  yield `order ${request.order}`;
  return rosenbrock.evaluate(request);
}

test("drive finds what run finds, and passes every pause up", () => {
  const pauses: string[] = [];
  const driven = drive(newton(), rosenbrock.start, {}, pausing);
  let next = driven.next();
  while (!next.done) {
    pauses.push(next.value);
    next = driven.next();
  }
  expect(next.value).toEqual(run(newton(), rosenbrock.start, {}, rosenbrock.evaluate));
  expect(pauses.length).toBeGreaterThan(next.value.iterations);
});

test("drive ends as aborted when the watch says so", () => {
  const watch = function* ({ iteration }: { iteration: number }) {
    yield `iteration ${iteration}`;
    return iteration === 3;
  };
  const driven = drive(newton(), rosenbrock.start, {}, pausing, watch);
  let next = driven.next();
  while (!next.done) next = driven.next();
  expect(next.value).toMatchObject({ status: "aborted", iterations: 3, indefinite: false });
});

test("a driven minimisation that is left half-way gives its memory back", () => {
  const before = arenaBytes();
  const driven = drive(newton(), rosenbrock.start, {}, pausing);
  driven.next();
  driven.next();
  expect(arenaBytes()).toBeGreaterThan(before);
  driven.return(undefined as never);
  expect(arenaBytes()).toBe(before);
});

test("release is harmless after the end", () => {
  const minimisation = newton().minimise(Float64Array.of(1), { maxIterations: 0 });
  minimisation.next();
  minimisation.next({ value: 1, gradient: Float64Array.of(2), hessian: Float64Array.of(2) });
  expect(minimisation.next().done).toBe(true);
  release(minimisation);
  release(minimisation);
});

test("an aborted outcome is the iterate, without a word on its Hessian", () => {
  const iterate = { x: Float64Array.of(1), value: 2, gradientNorm: 3, iteration: 4, step: 5 };
  expect(aborted({ kind: "iterate", ...iterate })).toEqual({
    x: iterate.x,
    value: 2,
    gradientNorm: 3,
    status: "aborted",
    iterations: 4,
    indefinite: false,
  });
});

test.each([
  ["gradient", { value: 1 }],
  ["gradient", { value: 1, gradient: new Float64Array(3), hessian: new Float64Array(25) }],
  ["hessian", { value: 1, gradient: new Float64Array(5) }],
  ["hessian", { value: 1, gradient: new Float64Array(5), hessian: new Float64Array(5) }],
])("an answer without the %s that was asked for is refused", (_, answer) => {
  expect(() => run(newton(), quadratic(5, 2).start, {}, () => answer)).toThrow(
    expect.objectContaining({ code: "ERR_VALUE" }),
  );
});

test("a request that is resumed without an answer is refused", () => {
  const minimisation = newton().minimise(Float64Array.of(1));
  minimisation.next();
  expect(() => minimisation.next()).toThrow(expect.objectContaining({ code: "ERR_VALUE" }));
});

test("a gradient that is not finite at the start is refused, naming the entry", () => {
  const evaluate = () => ({
    value: 1,
    gradient: Float64Array.of(1, Number.NEGATIVE_INFINITY),
    hessian: new Float64Array(4),
  });
  expect(() => run(newton(), new Float64Array(2), {}, evaluate)).toThrow(
    expect.objectContaining({
      code: "ERR_NOT_FINITE",
      facts: expect.objectContaining({ index: 1, value: Number.NEGATIVE_INFINITY }),
    }),
  );
});
