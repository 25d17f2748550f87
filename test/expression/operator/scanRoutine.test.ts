import { expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { calculus } from "../../../src/derivative/calculus.ts";
import type { Environment, Runnable } from "../../../src/expression/operator/call.ts";
import { formal, type Loop } from "../../../src/expression/operator/loop.ts";
import { adjointRoutine, scanRoutine } from "../../../src/expression/operator/scanRoutine.ts";
import { referenceEnvironment } from "../../reference/referenceEnvironment.ts";

const [s, p] = [formal("s", []), formal("p", [])];
const loopOf = (steps: number, truncate?: number): Loop => ({
  state: [s],
  body: [s.mul(p)],
  free: [p],
  steps,
  options: truncate === undefined ? {} : { truncate },
  derived: new Map(),
});

test("a routine runs the steps: s·pᵀ", () => {
  const output = new Float64Array(1);
  scanRoutine(loopOf(10), referenceEnvironment)([Float64Array.of(3), Float64Array.of(2)], output);
  expect(output[0]).toBe(3 * 2 ** 10);
});

test("an adjoint routine returns the cotangents of start and free variables, for each row", () => {
  const batch = [2];
  const routine = adjointRoutine(loopOf(10), [true, true], batch, referenceEnvironment, calculus);
  const output = new Float64Array(4);
  routine([Float64Array.of(3), Float64Array.of(2), Float64Array.of(1, 100)], output);
  expect([...output]).toEqual([2 ** 10, 100 * 2 ** 10, 30 * 2 ** 9, 3000 * 2 ** 9]);
  const second = new Float64Array(4);
  routine([Float64Array.of(3), Float64Array.of(2), Float64Array.of(1, 100)], second);
  expect(second).toEqual(output);
});

test("a step runs at most twice forward and once back, over 400 steps", () => {
  const executions: number[] = [];
  const counting: Environment = {
    ...referenceEnvironment,
    compile(inputs, outputs) {
      const inner: Runnable = referenceEnvironment.compile(inputs, outputs);
      const at = executions.push(0) - 1;
      return {
        ...inner,
        execute: () => {
          executions[at]! += 1;
          inner.execute();
        },
      };
    },
  };
  const routine = adjointRoutine(loopOf(400), [true, true], [], counting, calculus);
  routine([Float64Array.of(1), Float64Array.of(1), Float64Array.of(1)], new Float64Array(2));
  expect(executions[0]).toBeLessThanOrEqual(2 * 400);
  expect(executions[1]).toBe(400);
  const truncated = adjointRoutine(loopOf(400, 9), [false, true], [], counting, calculus);
  truncated([Float64Array.of(1), Float64Array.of(1), Float64Array.of(1)], new Float64Array(1));
  expect(executions[2]).toBeLessThanOrEqual(400 + 9);
  expect(executions[3]).toBe(9);
});
