import { describe, expect, test } from "vitest";
import * as op from "../../../assembly/tape/opcode.ts";
import { builds, instantiate } from "../wasm.ts";
import { Tape } from "./tape.ts";

const A = [1, 2, 3, 4, 5, 6];

describe.each(builds)("%s", (build) => {
  const wasm = instantiate(build);

  /** out after CONTRACT with alpha = 2 · 0.5; 7 before. */
  function contract(
    leaf: number,
    count: number,
    sizes: readonly number[],
    a: number[],
    b: number[],
  ): number[] {
    const tape = new Tape(wasm);
    const out = tape.array(new Array(count).fill(7));
    const alpha = [tape.array([2]), tape.array([0.5])];
    const eight = Array.from({ length: 8 }, (_, i) => sizes[i] ?? 0);
    const operands = [tape.array(a), tape.array(b)];
    tape.run(op.CONTRACT, 0, leaf, out, ...operands, ...alpha, 0, 0, ...eight);
    return tape.read(out, count);
  }

  test.each([
    ["dot", op.LEAF_DOT, [3, 1, 2], [17]],
    ["sum", op.LEAF_SUM, [3, 2], [9]],
    ["scaled", op.LEAF_SCALED, [3, 1, 2], [1, 3, 5]],
    ["product", op.LEAF_PRODUCT, [3, 1, 1, 2], [1, 4, 12]],
    ["gemv", op.LEAF_GEMV, [2, 3, 3, 1, 1], [13, 31]],
    ["gemvT", op.LEAF_GEMV_T, [2, 3, 3, 1, 1], [13, 17, 21]],
    ["gemm", op.LEAF_GEMM, [0, 1, 2, 2, 3, 3, 3, 2], [13, 14, 31, 38]],
    ["weighted syrk", op.LEAF_SYRK, [0, 2, 3, 3, 2], [31, 70, 70, 163]],
  ] as const)("%s of [1 … 6] and [1, 3, 2, 3, 4, 1]", (_, leaf, sizes, wanted) => {
    expect(contract(leaf, wanted.length, sizes, A, [1, 3, 2, 3, 4, 1])).toEqual(wanted);
  });

  test("loops whose out step is 0 add up, after zeroing", () => {
    const tape = new Tape(wasm);
    const out = tape.array([7, 7]);
    const [a, one] = [tape.array(A), tape.array([1])];
    // out[i] = Σ_j a[j, i] for a 3×2: loop over j, kernel over i
    const head = [op.CONTRACT, 1, op.LEAF_SCALED, out, a, one, one, 0, 2, 1];
    tape.run(...head, 2, 1, 1, 0, 0, 0, 0, 0, 3, 0, 16, 0);
    expect(tape.read(out, 2)).toEqual([9, 12]);
  });

  test.each([
    [op.CHOLESKY, [4, 2, 2, 3], 0, Math.log(8)],
    [op.LDLT, [0, 1, 1, 0], 0, 0],
    [op.LU, [0, 2, 3, 0], 0, Math.log(6)],
    [op.CHOLESKY, [1, 2, 2, 1], 2, Number.NaN],
    [op.LDLT, [0, 0, 0, 1], 1, -Infinity],
    [op.LU, [1, 2, 2, 4], 2, -Infinity],
    [op.LU, [Number.NaN, 2, 2, 4], 1, Number.NaN],
  ])("kind %i factors %j: status %i, log |det| %f", (kind, matrix, status, logDeterminant) => {
    const tape = new Tape(wasm);
    const [a, factor, b, y] = [matrix, [0, 0, 0, 0], [1, 1], [5]].map((list) => tape.array(list));
    const [pivots, info] = [tape.integers([0, 0]), tape.array([0, 0])];
    tape.run(
      ...[op.FACTOR, kind, 2, a!, 2, factor!, pivots, info],
      ...[op.SOLVE, kind, 0, 2, 1, factor!, pivots, info, b!],
      ...[op.LOG_DETERMINANT, kind, 2, factor!, pivots, info, y!],
    );
    expect(tape.readInteger(info) > 0).toBe(status > 0);
    const [solution, answer] = [tape.read(b!, 2), tape.read(y!, 1)[0]!];
    if (status > 0) expect(solution).toEqual([Number.NaN, Number.NaN]);
    else {
      const residual = [0, 1].map(
        (i) => matrix[2 * i]! * solution[0]! + matrix[2 * i + 1]! * solution[1]!,
      );
      expect(residual[0]).toBeCloseTo(1, 14);
      expect(residual[1]).toBeCloseTo(1, 14);
    }
    if (Number.isFinite(logDeterminant)) expect(answer).toBeCloseTo(logDeterminant, 14);
    else expect(answer).toBe(logDeterminant);
    if (!Number.isNaN(matrix[0]!)) {
      const norm = Math.max(
        Math.abs(matrix[0]!) + Math.abs(matrix[2]!),
        Math.abs(matrix[1]!) + Math.abs(matrix[3]!),
      );
      expect(tape.read(info + 8, 1)).toEqual([norm]);
    }
  });

  test("norm1 is the largest column sum, and heapBase lies behind the static data", () => {
    const tape = new Tape(wasm);
    expect(wasm.kernels.norm1!(2, 3, tape.array([1, -2, 3, 4, 5, -6]), 3)).toBe(9);
    expect(wasm.kernels.heapBase!()).toBeGreaterThan(wasm.kernels.registerFile!());
  });
});
