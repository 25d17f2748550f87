import { expect, test } from "vitest";
import { allocate, arenaBytes } from "../../src/core/arena.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import { identity } from "../../src/expression/view.ts";
import { addDiagonal } from "../../src/program/addDiagonal.ts";
import { Builder } from "../../src/program/builder.ts";
import { emitKernel } from "../../src/program/emitKernel.ts";
import { hostCall } from "../../src/program/hostCall.ts";
import { outerKernel } from "../../src/program/kernel.ts";
import { Lease } from "../../src/program/lease.ts";
import { lower } from "../../src/program/lower.ts";
import { operand } from "../../src/program/operand.ts";
import { contractPair } from "../../src/program/pairwise.ts";
import { symmetricProduct } from "../../src/program/symmetric.ts";
import { whole } from "../../src/program/view.ts";

const sizes = [3, 4, 4, 5];
const start = () => {
  const builder = new Builder(lower);
  const array = (...labels: number[]) => {
    const shape = labels.map((label) => sizes[label]!);
    const elements = shape.reduce((count, n) => count * n, 1);
    return operand(whole(builder.persistent(elements, false), shape), labels);
  };
  const names = () => builder.instructions.map((one) => ("name" in one ? one.name : one.kind));
  return { builder, array, names, problem: { builder, sizes, scale: 1, factor: undefined } };
};

test("the same matrix on both sides is one SYRK, two equal ones are not", () => {
  const { array, problem, names } = start();
  const x = array(0, 1);
  const same = { ...x, labels: [0, 2] };
  expect(symmetricProduct(problem, [x, array(0, 2)], [1, 2])).toBeUndefined();
  expect(symmetricProduct(problem, [x, same, array(0)], [1, 2])?.shape).toEqual([4, 4]);
  expect(names()).toEqual(["syrk"]);
});

test("a label of one operand only is summed before the product", () => {
  const { array, problem, names } = start();
  contractPair(problem, array(0, 3), array(0, 1), [1]);
  expect(names()).toEqual(["sum", "gemvT"]);
});

test("the result is seen over the labels that were asked for, whatever its layout", () => {
  const { array, problem } = start();
  const [a, b] = [array(1), array(3)];
  const kernel = outerKernel([
    { count: 4, out: 5, a: 1, b: 0 },
    { count: 5, out: 1, a: 0, b: 1 },
  ]);
  expect(emitKernel(problem, kernel, [1, 3], [3, 1], a, b)).toMatchObject({
    shape: [5, 4],
    strides: [1, 5],
  });
});

test("only the diagonal is read and added", () => {
  const { builder, names } = start();
  const base = whole(builder.persistent(16, false), [4, 4]);
  addDiagonal(builder, base, identity([4]));
  expect(names()).toEqual(["add diagonal"]);
  expect(builder.instructions[0]?.flops).toBe(8);
});

test("a call is never hoisted, even if its inputs are constant: it may have state", () => {
  const { builder } = start();
  const input = constant([1, 2, 3]);
  builder.place(input, whole(builder.persistent(3, true), [3]));
  const node = { ...variable("r", [0, 0, 0]), op: "call", inputs: [input] };
  expect(hostCall(builder, node as never).buffer.constant).toBe(false);
});

test("a block is freed once, and its address is not given out afterwards", () => {
  const block = allocate(640);
  const bytes = arenaBytes();
  const lease = new Lease(block, "half a program");
  expect(lease.address).toBe(block);
  lease.release();
  lease.release();
  expect(arenaBytes()).toBe(bytes - 640);
  expect(() => lease.address).toThrow(expect.objectContaining({ code: "ERR_DISPOSED" }));
});
