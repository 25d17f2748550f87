import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { arenaBytes, view } from "../../src/core/arena.ts";
import { add } from "../../src/expression/add.ts";
import { elementwise } from "../../src/expression/elementwise.ts";
import { constant, parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { type Callee, call } from "../../src/expression/operator/call.ts";
import { logDeterminant, type MatrixKind, solveWith } from "../../src/expression/solve.ts";
import { contractionOf, identity } from "../../src/expression/view.ts";
import { buildProgram } from "../../src/program/build.ts";
import type { Factorization } from "../../src/program/factorization.ts";
import { Program } from "../../src/program/program.ts";
import { randomGraph } from "../reference/randomGraph.ts";

const x = variable("x", [1, 2, 3]);
const exp = elementwise("exp", [x]);
const total = contractionOf([[exp, [0]]], []);

test("too few values: the inputs in their order, and how many were given", () => {
  const [a, b] = [variable("a", 0), variable("b", 0)];
  expect(() => buildProgram([a, b], [a]).run(1)).toThrow(
    "program: a is a scalar and b is a scalar. Give a value for each, in this order, and not 1 value.",
  );
});

test("run copies out: numbers for scalars, arrays that later runs do not change", () => {
  const program = buildProgram([x], [total, exp]);
  const [first, array] = program.run([0, 0, 0]);
  program.run([1, 1, 1]);
  expect(first).toBe(3);
  expect(array).toEqual(Float64Array.of(1, 1, 1));
  expect(program).toBeInstanceOf(Program);
});

test("set, execute and get move the same numbers without checks", () => {
  const program = buildProgram([x], [total, exp]);
  program.set(0, [0, 1, 0]);
  program.execute();
  const into = new Float64Array(3);
  program.get(1, into);
  expect(into[1]).toBe(program.run([0, 1, 0])[1]![1 as never]);
  expect(program.scalar(0)).toBe(into[0]! + into[1]! + into[2]!);
  const s = variable("s", 0);
  const scalar = buildProgram([s], [elementwise("exp", [s])]);
  scalar.setScalar(0, 0);
  scalar.execute();
  expect(scalar.scalar(0)).toBe(1);
});

test.each([
  ["a count of values", () => buildProgram([x], [exp]).run(), "ERR_SHAPE"],
  ["a shape", () => buildProgram([x], [exp]).run([1, 2]), "ERR_SHAPE"],
  ["NaN", () => buildProgram([x], [exp]).run([1, Number.NaN, 2]), "ERR_NOT_FINITE"],
  ["an infinity bound", () => buildProgram([], [exp]).bind(x, [1, 1 / 0, 2]), "ERR_NOT_FINITE"],
  ["text", () => buildProgram([x], [exp]).run("1" as never), "ERR_VALUE"],
])("%s that does not fit is an error that names the input", (_, act, code) => {
  expect(act).toThrow(expect.objectContaining({ code, message: expect.stringContaining("x") }));
});

test("a scalar that is not finite is named without an index", () => {
  const s = variable("s", 0);
  const run = () => buildProgram([s], [elementwise("exp", [s])]).run(Number.NaN);
  expect(run).toThrow(/^s is NaN/);
});

test("bind refuses an input, and what the outputs do not depend on", () => {
  const [a, b] = [variable("a", 2), variable("b", 3)];
  const program = buildProgram([a], [elementwise("exp", [a]), elementwise("exp", [b])]);
  expect(program.dependsOn(b)).toBe(true);
  for (const [wrong, name] of [
    [a, /and it is "a"/],
    [variable("c", 1), /and it is "c"/],
    [undefined as never, /that the outputs depend on/],
  ] as const) {
    expect(program.dependsOn(wrong)).toBe(false);
    const bind = () => program.bind(wrong, 1);
    expect(bind).toThrow(expect.objectContaining({ code: "ERR_OPTION" }));
    expect(bind).toThrow(name);
  }
});

test("a disposed program says so", () => {
  const program = buildProgram([x], [exp], { name: "forward" });
  program.dispose();
  program.dispose();
  const disposed = expect.objectContaining({ code: "ERR_DISPOSED" });
  expect(() => program.run([1, 2, 3])).toThrow(disposed);
  expect(() => program.execute()).toThrow(disposed);
});

test("free variables start at their own values, and bind changes them without compiling", () => {
  const slope = parameter("slope", 2);
  const line = contractionOf(
    [
      [slope, []],
      [x, [0]],
    ],
    [0],
  );
  const program = buildProgram([x], [line]);
  expect(program.run([1, 2, 3])[0]).toEqual(Float64Array.of(2, 4, 6));
  const bytes = arenaBytes();
  program.bind(slope, 3);
  expect(program.run([1, 2, 3])[0]).toEqual(Float64Array.of(3, 6, 9));
  expect(arenaBytes()).toBe(bytes);
});

test("running allocates nothing in the arena, and disposing gives all of it back", () => {
  const before = arenaBytes();
  const { inputs, outputs, given } = randomGraph(7, 40, [2, 3, 5]);
  const program = buildProgram(inputs, outputs);
  const built = arenaBytes();
  for (let round = 0; round < 100; round++) {
    inputs.forEach((input, i) => {
      program.set(i, given.get(input)!);
    });
    program.execute();
  }
  expect(arenaBytes()).toBe(built);
  program.dispose();
  expect(arenaBytes()).toBe(before);
});

test("equal inputs give equal bits, in this program and in one compiled again", () => {
  const { inputs, outputs, given } = randomGraph(11, 60, [3, 7, 20]);
  const bits = () => {
    const program = buildProgram(inputs, outputs);
    const rounds = [0, 1].map(() => {
      inputs.forEach((input, i) => {
        program.set(i, given.get(input)!);
      });
      program.execute();
      return outputs.map((output, j) => {
        const into = new Float64Array(output.shape.reduce((n, length) => n * length, 1));
        program.get(j, into);
        return new BigUint64Array(into.buffer).join();
      });
    });
    expect(rounds[1]).toEqual(rounds[0]);
    return rounds[0];
  };
  const first = bits();
  const unrelated = buildProgram([x], [exp]);
  expect(bits()).toEqual(first);
  unrelated.dispose();
});

const matrix = (rows: number[][]) => constant(rows);

test.each([
  [
    "spd",
    [
      [4, 1],
      [1, 3],
    ],
    0,
    0,
  ],
  [
    "spd",
    [
      [4, 5],
      [5, 3],
    ],
    2,
    Number.NaN,
  ],
  [
    "symmetric",
    [
      [4, 5],
      [5, 3],
    ],
    0,
    1,
  ],
  [
    "symmetric",
    [
      [0, 0],
      [0, 1],
    ],
    1,
    Number.NaN,
  ],
  [
    "general",
    [
      [1, 2],
      [3, 4],
    ],
    0,
    Number.NaN,
  ],
  [
    "general",
    [
      [1, 2],
      [2, 4],
    ],
    2,
    Number.NaN,
  ],
] as [MatrixKind, number[][], number, number][])(
  "a %s factorization of %j reports status %i and %d negative eigenvalues",
  (kind, rows, status, negative) => {
    const right = variable("b", [1, 1]);
    const A = matrix(rows);
    const program = buildProgram([right], [solveWith(A, right, kind), logDeterminant(A, kind)]);
    const solution = new Float64Array(2);
    program.set(0, [1, 1]);
    program.execute();
    program.get(0, solution);
    expect(program.factorizations).toHaveLength(1);
    const [factorization] = program.factorizations;
    expect(factorization!.matrix).toBe(A);
    expect(factorization!.status() > 0).toBe(status > 0);
    expect(factorization!.negativeEigenvalues()).toBe(negative);
    const condition = factorization!.condition();
    if (status === 0) expect(condition).toBeGreaterThanOrEqual(1);
    else expect(condition).toBe(Number.POSITIVE_INFINITY);
    expect(solution.every(Number.isFinite)).toBe(status === 0);
    if (status === 0) expect(program.run([1, 1])[0]).toEqual(solution);
    else
      expect(() => program.run([1, 1])).toThrow(expect.objectContaining({ code: "ERR_SINGULAR" }));
  },
);

/** A call that doubles, and lets the memory grow meanwhile. */
const doubling = (grow: boolean): Callee => ({
  key: `double ${grow}`,
  name: "double",
  bind: () => (inputs, output) => {
    if (grow)
      buildProgram([], [constant(new Float64Array(1 << 20).fill(1).map((_, i) => i))]).dispose();
    output.set(inputs[0]!.map((value) => 2 * value));
  },
  forward: () => undefined,
  reverse: () => [undefined],
});

test.each([false, true])("calls leave the tape and come back (memory grows: %s)", (grow) => {
  const inside: Expression = call(doubling(grow), [add(exp, x)], [3]);
  const program = buildProgram([x], [elementwise("log", [inside]), inside]);
  const [log, value] = program.run([0, 1, 2]) as [Float64Array, Float64Array];
  expect(value[0]).toBe(2);
  expect(log[0]).toBeCloseTo(Math.log(2), 15);
  expect(view().length).toBeGreaterThan(0);
  expect(program.explain()).toContain("call double");
});

test("the listing names instruction, work, bytes and source, and says what comes in and goes out", () => {
  const slope = parameter("slope", 2);
  const product = contractionOf(
    [
      [elementwise("exp", [x]), [0]],
      [slope, []],
    ],
    [0],
  );
  const lines = buildProgram([x], [product]).explain().split("\n").slice(1);
  expect(lines).toEqual([
    "inputs and bound variables: %0 x [3], %1 slope []",
    "every run:",
    "  %2 = exp(%0)  3 flops, 24 bytes  ← exp(x) [3]",
    "  %3 = multiply(%2, %1)  3 flops, 24 bytes  ← exp(x)·slope [3]",
    "outputs: %3",
  ]);
});

test("a program that nobody holds gives its memory back, but not while its factors are held", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const settled = async (bytes: number) => {
    for (let i = 0; i < 20 && arenaBytes() > bytes; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return arenaBytes();
  };
  // Programs of the tests above go first.
  const before = await settled(0);
  const right = variable("b", new Float64Array(200));
  const build = () => buildProgram([right], [solveWith(identity([200]), right, "spd")]);
  let held: Factorization | undefined = build().factorizations[0];
  const built = arenaBytes();
  expect(built).toBeGreaterThan(before);
  await settled(0);
  expect(arenaBytes()).toBe(built);
  expect(held?.kind).toBe("spd");
  held = undefined;
  expect(await settled(before)).toBeLessThanOrEqual(before);
});
