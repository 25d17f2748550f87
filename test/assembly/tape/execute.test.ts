import { describe, expect, test } from "vitest";
import * as op from "../../../assembly/tape/opcode.ts";
import { builds, instantiate } from "../wasm.ts";
import { Tape } from "./tape.ts";

const numbers = (count: number, seed = 1): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + seed)) * 2);

const definitions: [number, (a: number, b: number, c: number) => number][] = [
  [op.MOVE, (a) => a],
  [op.ADD, (a, b) => a + b],
  [op.SUBTRACT, (a, b) => a - b],
  [op.MULTIPLY, (a, b) => a * b],
  [op.MULTIPLY_3, (a, b, c) => a * b * c],
  [op.ADD_3, (a, b, c) => a + b + c],
  [op.ADD_PRODUCT, (a, b, c) => a + b * c],
  [op.SUBTRACT_PRODUCT, (a, b, c) => a - b * c],
  [op.DIVIDE, (a, b) => a / b],
  [op.MAXIMUM, (a, b) => Math.max(a, b)],
  [op.MINIMUM, (a, b) => Math.min(a, b)],
  [op.LESS, (a, b) => Number(a < b)],
  [op.LESS_EQUAL, (a, b) => Number(a <= b)],
  [op.EQUAL_TO, (a, b) => Number(a === b)],
  [op.WHERE, (a, b, c) => (a !== 0 ? b : c)],
  [op.NEGATE, (a) => -a],
  [op.SQUARE_ROOT, (a) => Math.sqrt(a)],
  [op.ABSOLUTE, (a) => Math.abs(a)],
  [op.SIGN, (a) => Math.sign(a)],
  [op.RECTIFY, (a) => Math.max(a, 0)],
  [op.RECIPROCAL, (a) => 1 / a],
  [op.LOG_SLOPE, (a) => (a < 0 ? Number.NaN : 1 / a)],
];

const special = [0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 5e-324, 1.5];
const dense = op.STREAM | (op.STREAM << 2) | (op.STREAM << 4) | (op.STREAM << 6);

describe.each(builds)("%s", (build) => {
  const wasm = instantiate(build);

  test.each(definitions)(
    "elementwise %i is exact on special numbers, of every length",
    (code, f) => {
      for (let n = 0; n <= special.length; n++) {
        const tape = new Tape(wasm);
        const [a, b, c] = [0, 1, 2].map((shift) =>
          Array.from({ length: n }, (_, i) => special[(i * (shift + 1) + shift) % special.length]!),
        ) as [number[], number[], number[]];
        const y = tape.array(new Array(n).fill(7));
        tape.run(code, n, dense, y, tape.array(a), tape.array(b), tape.array(c));
        expect(tape.read(y, n)).toEqual(a.map((_, i) => f(a[i]!, b[i]!, c[i]!)));
        expect(tape.read(y + 8 * n, 1)).toEqual([Number.NaN]);
      }
    },
  );

  test.each([1, 2, 5])("a scalar operand stands while the others stream (%i elements)", (n) => {
    const tape = new Tape(wasm);
    const a = numbers(n);
    const y = tape.array(a);
    const motion = op.STREAM | (op.STREAM << 2) | (op.SCALAR << 4) | (op.SCALAR << 6);
    tape.run(op.ADD_PRODUCT, n, motion, y, y, tape.array([3]), tape.array([0.5]));
    expect(tape.read(y, n)).toEqual(a.map((x) => x + 1.5));
  });

  test.each([1, 15, 16, 100, 1000])(
    "a fused loop over %i elements loads, computes and sums",
    (n) => {
      const tape = new Tape(wasm);
      const register = wasm.kernels.registerFile!();
      const strip = 16;
      const matrix = numbers(3 * n);
      const [x, y, total] = [tape.array(matrix), tape.array(new Array(n).fill(0)), tape.array([9])];
      const table = tape.integers([1, n, 24]);
      const second = register + 8 * strip;
      const micros = [
        [op.LOAD, 0, register, x, table, 0],
        [op.MULTIPLY, 0, second, register, register, 0],
        [op.MOVE, op.STREAM, y, second, 0, 0],
        [op.SUM, op.FIXED | (op.STREAM << 2), total, y, 0, 0],
      ].flat();
      const length = op.FUSED_WORDS + micros.length;
      tape.run(op.FUSED, length, n, strip, 4, ...micros);
      const squares = Array.from({ length: n }, (_, i) => matrix[3 * i]! ** 2);
      expect(tape.read(y, n)).toEqual(squares);
      expect(tape.read(total, 1)[0]).toBeCloseTo(
        squares.reduce((sum, value) => sum + value, 0),
        9,
      );
    },
  );

  test("a sum over nothing is written", () => {
    const tape = new Tape(wasm);
    const total = tape.array([9]);
    tape.run(op.FUSED, op.FUSED_WORDS + 6, 0, 16, 1, op.SUM, op.STREAM << 2, total, total, 0, 0);
    expect(tape.read(total, 1)).toEqual([0]);
  });

  test("a strided view of any rank is loaded from any position", () => {
    const tape = new Tape(wasm);
    const register = wasm.kernels.registerFile!();
    const x = numbers(200);
    const address = tape.array(x);
    // [5, 3, 4] with strides 40, 0, 7 elements
    const table = tape.integers([3, 5, 320, 3, 0, 4, 56]);
    const y = tape.array(new Array(60).fill(0));
    const micros = [op.LOAD, 0, register, address, table, 0, op.MOVE, op.STREAM, y, register, 0, 0];
    tape.run(op.FUSED, op.FUSED_WORDS + 12, 60, 16, 2, ...micros);
    const wanted = Array.from({ length: 60 }, (_, k) => x[40 * Math.floor(k / 12) + 7 * (k % 4)]!);
    expect(tape.read(y, 60)).toEqual(wanted);
  });

  test("copies run over any loops, fills over any length", () => {
    const tape = new Tape(wasm);
    const x = tape.array(numbers(12));
    const y = tape.array(new Array(12).fill(0));
    tape.run(op.COPY, y, x, 2, 4, 24, 8, 3, 8, 32, op.FILL, y + 80, 2, tape.array([7]));
    const wanted = Array.from(
      { length: 12 },
      (_, k) => numbers(12)[Math.floor(k / 3) + 4 * (k % 3)]!,
    );
    expect(tape.read(y, 12)).toEqual([...wanted.slice(0, 10), 7, 7]);
  });

  test("gather picks rows, scatterAdd adds them back", () => {
    const tape = new Tape(wasm);
    const x = tape.array([1, 2, 3, 4, 5, 6]);
    const y = tape.array(new Array(6).fill(0));
    const z = tape.array(new Array(6).fill(9));
    const indices = tape.integers([2, 0, 2]);
    tape.run(op.GATHER, 1, 3, 2, 3, x, y, indices, op.SCATTER_ADD, 1, 3, 2, 3, z, y, indices);
    expect(tape.read(y, 6)).toEqual([5, 6, 1, 2, 5, 6]);
    expect(tape.read(z, 6)).toEqual([1, 2, 0, 0, 10, 12]);
  });

  test("extremes keep NaN, and are infinite over nothing", () => {
    const tape = new Tape(wasm);
    const x = tape.array([3, 1, 2, 5, Number.NaN, 4]);
    const y = tape.array([0, 0]);
    tape.run(op.REDUCE, 1, 2, y, x, 2, 2, 8, 24, 3, 0, 8);
    expect(tape.read(y, 2)).toEqual([3, Number.NaN]);
    tape.run(op.REDUCE, 0, 2, y, x, 2, 2, 8, 24, 0, 0, 8);
    expect(tape.read(y, 2)).toEqual([Infinity, Infinity]);
  });
});
