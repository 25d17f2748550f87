import { expect, test, vi } from "vitest";
import type { Callee } from "../../../src/expression/operator/call.ts";

/** The library anew: whether a runtime compiles is remembered for good. */
async function fresh() {
  vi.resetModules();
  const { variable } = await import("../../../src/expression/lift.ts");
  const { add } = await import("../../../src/expression/add.ts");
  const { elementwise } = await import("../../../src/expression/elementwise.ts");
  const { call } = await import("../../../src/expression/operator/call.ts");
  const { buildProgram } = await import("../../../src/program/build.ts");
  const { allocate, free } = await import("../../../src/core/arena.ts");
  const x = variable("x", [1, 2, 3]);
  const y = variable("y", [7, 8, 9]);
  /** So many quotients of vectors. */
  const chain = (length: number, start = x) => {
    let value = start;
    for (let i = 0; i < length; i++)
      value = elementwise("div", [add(value, x), elementwise("max", [value, x])]);
    return value;
  };
  const program = (length: number) => buildProgram([x], [chain(length)]);
  return { x, y, chain, program, buildProgram, call, allocate, free };
}

/** Modules compiled while `body` runs; compiling throws if asked to. */
function modules(throws: boolean, body: () => void): number {
  const { Module } = WebAssembly;
  let count = 0;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      count++;
      if (throws) throw new WebAssembly.CompileError("code generation disallowed by embedder");
      super(bytes);
    }
  };
  try {
    body();
  } finally {
    WebAssembly.Module = Module;
  }
  return count;
}

const runs = (program: { execute(): void }, count: number) => () => {
  for (let i = 0; i < count; i++) program.execute();
};

test("a program becomes code after some thousand runs, once, and says so", async () => {
  const { program } = await fresh();
  const hot = program(30);
  const least = Math.ceil(2000 + 2.5e5 / hot.counts.instructions);
  expect(least).toBeLessThan(6000);
  expect(modules(false, runs(hot, least - 1))).toBe(0);
  expect(hot.explain()).not.toContain("code of its own");
  expect(modules(false, runs(hot, 1))).toBe(1);
  expect(hot.explain()).toContain("code of its own");
  expect(modules(false, runs(hot, 4000))).toBe(0);
});

test("few instructions stay on the tape, however often they run", async () => {
  const { program } = await fresh();
  const small = program(4);
  expect(modules(false, runs(small, 30000))).toBe(0);
  expect(small.accelerate()).toBe(false);
});

test("where a runtime compiles nothing, everything stays on the tape, and nobody asks again", async () => {
  const { program } = await fresh();
  const [one, two] = [program(30), program(31)];
  const expected = one.run([3, 1, 2]);
  expect(modules(true, runs(one, 6000))).toBe(1);
  expect(modules(true, runs(two, 6000))).toBe(0);
  expect(modules(false, () => two.accelerate())).toBe(0);
  expect(one.run([3, 1, 2])).toEqual(expected);
});

test("code sees inputs, bound numbers and memory that has grown", async () => {
  const { program, allocate, free } = await fresh();
  const [tape, code] = [program(30), program(30)];
  expect(code.accelerate()).toBe(true);
  free(allocate(200 * 2 ** 20));
  for (const point of [
    [1, 2, 3],
    [-1, 0, 5],
    [0.1, 0.2, -0.3],
  ])
    expect(code.run(point)).toEqual(tape.run(point));
});

test("a bound variable changes what code computes", async () => {
  const { x, y, chain, buildProgram } = await fresh();
  const build = () => buildProgram([x], [chain(30, y)]);
  const [tape, code] = [build(), build()];
  expect(code.accelerate()).toBe(true);
  const before = code.run([3, 2, 1]);
  for (const program of [tape, code]) program.bind(y, [4, 5, -6]);
  expect(code.run([3, 2, 1])).toEqual(tape.run([3, 2, 1]));
  expect(code.run([3, 2, 1])).not.toEqual(before);
});

test("a call out of the program stays between two stretches of code", async () => {
  const { x, chain, buildProgram, call, allocate, free } = await fresh();
  const never = () => [];
  const callee = {
    key: "half",
    name: "half",
    bind:
      () =>
      ([input]: readonly Float64Array[], output: Float64Array) => {
        free(allocate(300 * 2 ** 20));
        output.set(input!.map((value) => value / 2));
      },
    forward: never,
    reverse: never,
  } as unknown as Callee;
  const build = () => buildProgram([x], [chain(20, call(callee, [chain(20)], [3]))]);
  const [tape, code] = [build(), build()];
  expect(code.accelerate()).toBe(true);
  expect(code.run([3, -1, 2])).toEqual(tape.run([3, -1, 2]));
});

test("a disposed program neither runs nor becomes code", async () => {
  const { program } = await fresh();
  const code = program(30);
  code.accelerate();
  code.dispose();
  expect(() => code.execute()).toThrow("disposed of");
  expect(() => code.accelerate()).toThrow("disposed of");
});
