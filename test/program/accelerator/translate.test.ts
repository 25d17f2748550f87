import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as op from "../../../assembly/tape/opcode.ts";
import type { Tape } from "../../assembly/tape/tape.ts";
import { builds } from "../../assembly/wasm.ts";
import { randomFrom } from "../../reference/randomGraph.ts";
import { BothWays } from "./bothWays.ts";

const special = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Infinity,
  -Infinity,
  5e-324,
  -1e-310,
  1.5,
  1e200,
  -1e300,
  0.1,
];
/** n special numbers; those of another shift meet others at the same place. */
const specials = (n: number, shift = 0): number[] =>
  Array.from({ length: n }, (_, i) => special[(i * (shift + 1) + shift) % special.length]!);
const numbers = (n: number, seed = 1): number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(12.9898 * (i + seed)) * 2);

const streams = op.STREAM | (op.STREAM << 2) | (op.STREAM << 4) | (op.STREAM << 6);
const scalars = op.STREAM | (op.SCALAR << 2) | (op.STREAM << 4) | (op.SCALAR << 6);

const constants = /^(CHOLESKY|LDLT|LU|FIXED|STREAM|SCALAR)$|LEAF|WORDS|SMALL|REDUCE/;
const left =
  /^(POWER|EXP|LOG|LOG1P|EXPM1|SIN|COS|TAN|TANH|SINH|COSH|SIGMOID|SIGMOID_SLOPE|SOFTPLUS|ERF)$/;
const elementwise = Object.entries(op).filter(
  ([name, code]) => code < op.LOAD && !constants.test(name),
);
const functions = elementwise.flatMap(([name, code]) => (left.test(name) ? [code] : []));
const arithmetic = elementwise.filter(([name]) => !left.test(name));

describe.each(builds)("%s", (build) => {
  const both = new BothWays(build);

  test.each(arithmetic)("%s gives the same bits on special numbers", (_, code) => {
    for (const n of [1, 2, 3, 13, 16]) {
      for (const motion of [streams, scalars])
        for (let shift = 0; shift < special.length; shift++) {
          const write = (tape: Tape) => {
            const [a, b, c] = [0, 1, 2].map((i) => tape.array(specials(n, shift + 3 * i)));
            const y = tape.array(new Array(n).fill(7));
            return [[code, n, motion, y, a!, b!, c!]];
          };
          expect(both.run(write)).toBe(1);
        }
    }
  });

  test("long loops, powers and functions stay with the executor, between others", () => {
    const write = (tape: Tape) => {
      const [a, b, y] = [1, 2, 3].map((seed) => tape.array(numbers(17, seed)));
      const left = functions.map((code) => [code, 3, streams, y!, a!, b!, 0]);
      const add = [op.ADD, 3, streams, a!, y!, b!, 0];
      return [
        add,
        ...left.flatMap((one) => [one, one, add, one]),
        [op.ADD, 17, streams, y!, a!, b!, 0],
      ];
    };
    expect(both.run(write)).toBe(1 + functions.length);
  });

  test.each([0, 1, 2, 3, 4, 5, 7, 8, 15, 16])("sums and dot products of %i numbers", (n) => {
    for (const leaf of [op.LEAF_SUM, op.LEAF_DOT])
      for (const [aStep, bStep] of [
        [1, 1],
        [2, 1],
        [0, 1],
        [3, 2],
      ])
        for (const beta of [0, 1])
          for (const values of [numbers, specials]) {
            const write = (tape: Tape) => {
              const [a, b] = [1, 2].map((seed) => tape.array(values(3 * n + 1, seed)));
              const [out, alpha, second] = [[5], [0.3], [7]].map((list) => tape.array(list));
              const sizes = [n, aStep!, bStep!, 0, 0, 0, 0, 0];
              const factors = [alpha!, beta ? second! : 0];
              return [[op.CONTRACT, 0, leaf, out!, a!, b!, ...factors, 0, beta, ...sizes]];
            };
            const isFused = leaf === op.LEAF_DOT && n > 3 && aStep === 1 && bStep === 1;
            expect(both.run(write)).toBe(isFused ? 0 : 1);
          }
  });

  test.each([1, 2, 3, 4, 5, 16])("scaled vectors and products of %i numbers, in loops too", (n) => {
    for (const leaf of [op.LEAF_SCALED, op.LEAF_PRODUCT])
      for (const step of [1, 2])
        for (const beta of [0, 1]) {
          const write = (tape: Tape) => {
            const [a, b] = [1, 2].map((seed) => tape.array(specials(70, seed)));
            const out = tape.array(numbers(70));
            const alpha = tape.array([-1.25]);
            const sizes = [n, step, step, 1, 0, 0, 0, 0];
            const head = [
              op.CONTRACT,
              2,
              leaf,
              out,
              a!,
              b!,
              alpha,
              0,
              beta ? 6 : 0,
              beta,
              ...sizes,
            ];
            return [[...head, 2, 8 * step * n, 8, 0, 2, 0, 16, 8]];
          };
          expect(both.run(write)).toBe(1);
        }
  });

  test.each([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
    [2, 3, 5],
    [4, 4, 2],
    [1, 8, 4],
    [4, 4, 3],
  ])("matrix products %i × %i × %i, transposed and weighted", (m, n, k) => {
    const few = (size: number, most: number) => (size <= most ? 1 : 0);
    for (const [transA, transB, beta] of [
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 0],
      [1, 1, 1],
    ] as const) {
      const operands = (tape: Tape) => ({
        out: tape.array(numbers(m * n + n * n)),
        a: tape.array(specials(m * k + 40)),
        b: tape.array(numbers(k * n + 40)),
        alpha: tape.array([0.7]),
      });
      const gemm = (tape: Tape) => {
        const { out, a, b, alpha } = operands(tape);
        const sizes = [transA, transB, m, n, k, (transA ? m : k) + 1, (transB ? k : n) + 1, n];
        return [[op.CONTRACT, 0, op.LEAF_GEMM, out, a, b, alpha, 0, 0, beta, ...sizes]];
      };
      expect(both.run(gemm)).toBe(few(m * n * k, op.SMALL_PRODUCT));
      const gemv = (tape: Tape) => {
        const { out, a, b, alpha } = operands(tape);
        const leaf = transA ? op.LEAF_GEMV_T : op.LEAF_GEMV;
        const sizes = [m, n, n + transB, 1 + transB, 1 + transB, 0, 0, 0];
        return [[op.CONTRACT, 0, leaf, out, b, a, alpha, alpha, 0, beta, ...sizes]];
      };
      expect(both.run(gemv)).toBe(few(m * n, op.SMALL_VECTOR));
      const syrk = (tape: Tape) => {
        const { out, a, b, alpha } = operands(tape);
        const sizes = [transA, n, k, transA ? n : k, n, 0, 0, 0];
        const weights = transB ? b : 0;
        return [[op.CONTRACT, 0, op.LEAF_SYRK, out, a, weights, alpha, 0, 0, beta, ...sizes]];
      };
      expect(both.run(syrk)).toBe(few(n * n * k, op.SMALL_PRODUCT));
    }
  });

  test.each([1, 2, 3, 4, 5])("a factor of %i rows, and solutions with it, failed ones too", (n) => {
    for (const shift of [3, 0, -5, Number.NaN])
      for (const rights of [1, 2, 3, 4, 5]) {
        const write = (tape: Tape) => {
          const data = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? shift : 0.25));
          const [a, target, pivots] = [data, data, data].map((list) => tape.array(list));
          const info = tape.array([7, 7]);
          const b = tape.array(numbers(n * rights));
          return [
            [op.FACTOR, op.CHOLESKY, n, a!, n, target!, pivots!, info],
            [op.SOLVE, op.CHOLESKY, 0, n, rights, target!, pivots!, info, b],
          ];
        };
        const isSmall = n <= op.SMALL_ROWS && rights <= op.SMALL_RIGHTS;
        expect(both.run(write)).toBe((isSmall ? 1 : 0) + (n === 1 ? 1 : 0));
      }
  });

  test.each([0, 1, 2, 3, 8, 16, 17])("copies and fills of %i elements", (n) => {
    const copy = (tape: Tape) => {
      const [x, y] = [1, 2].map((seed) => tape.array(numbers(4 * n + 8, seed)));
      const last = [1, n, 8, 8];
      return [
        [op.COPY, y!, x!, 0],
        [op.COPY, y!, x!, ...last],
        [op.COPY, y!, x!, 1, n, 16, 8],
        [op.COPY, y!, x! + 8, 2, 2, 8 * n, 8, n, 8, 16],
        [op.FILL, x!, n, y!],
      ];
    };
    const few = (size: number) => (size <= 16 ? 1 : 0);
    expect(both.run(copy)).toBe(1 + 3 * few(n) + few(2 * n));
  });

  test("random tapes over few places give the same bits: what is kept is never stale", () => {
    const codes = [...arithmetic.map(([, code]) => code), op.EXP, op.SIN];
    const some = (seed: number) => (tape: Tape) => {
      const random = randomFrom(seed);
      const upTo = (n: number) => Math.floor(n * random());
      const data = tape.array(numbers(16 * 4, seed));
      // Results go to the last eight of sixteen places, so that not everything ends as NaN.
      const place = () => data + 32 * upTo(16);
      const instruction = (): number[] => {
        const n = 1 + upTo(4);
        const own = data + 32 * (8 + upTo(8));
        const y = own + 8 * upTo(5 - n);
        if (upTo(8) === 0) return [op.COPY, own, data + 32 * upTo(8), 1, 2, 8, 8 + 8 * upTo(2)];
        let motion = op.STREAM;
        const operands = [1, 2, 3].map((i) => {
          const x = place();
          const isScalar = x !== own && upTo(3) === 0;
          motion |= (isScalar ? op.SCALAR : op.STREAM) << (2 * i);
          // An operand is the result's own place, or does not overlap it.
          if (x === own) return y;
          return x + 8 * upTo(isScalar ? 4 : 5 - n);
        });
        return [codes[upTo(codes.length)]!, n, motion, y, ...operands];
      };
      return Array.from({ length: 200 }, instruction);
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        expect(both.run(some(seed))).toBeGreaterThan(100);
      }),
      { numRuns: 60 },
    );
  });
});
