import { CHOLESKY, SMALL_RIGHTS, SMALL_ROWS } from "../opcode.ts";
import type { Code } from "./code.ts";

/**
 * Emits a FACTOR instruction (assembly/tape/factor.ts) for the Cholesky factor of one number p: √p, or p itself and
 * status 1 if it is not positive. False, and nothing, for others.
 */
export function factor(code: Code, words: Int32Array, w: number): boolean {
  const [, kind, n, a = 0, , target = 0, , info = 0] = words.subarray(w, w + 8);
  if (kind !== CHOLESKY || n !== 1) return false;
  code.write(info + 8, () => {
    code.read(a, 0);
    code.apply("|");
  });
  code.writeInteger(info, () => {
    code.read(a, 0);
    code.apply("0>~");
  });
  code.write(target, () => {
    code.read(a, 0);
    code.apply("r");
    code.read(a, 0);
    code.read(a, 0);
    code.apply("0>?");
  });
  return true;
}

/** Emits a SOLVE instruction with a small Cholesky factor, as `smallCholeskySolve` does; false, and nothing, for others. */
export function solve(code: Code, words: Int32Array, w: number): boolean {
  const [, kind, , n = 0, rights = 0, factors = 0, , info = 0, b = 0] = words.subarray(w, w + 9);
  if (kind !== CHOLESKY || n > SMALL_ROWS || rights > SMALL_RIGHTS) return false;
  const x = (i: number, column: number) => b + 8 * (i * rights + column);
  const l = (i: number, j: number) => factors + 8 * (i * n + j);
  /** x[i] ← (x[i] − Σ factor·x[j]) / pivot, over the rows of `before`; last: times 1, or NaN for a failed factor. */
  const row = (i: number, before: readonly number[], factor: (j: number) => number, last: string) =>
    code.lanes(rights, true, (column) =>
      code.write(x(i, column), () => {
        code.read(x(i, column), 8);
        for (const j of before) {
          code.read(factor(j), 0);
          code.read(x(j, column), 8);
          code.apply("*-");
        }
        code.read(l(i, i), 0);
        code.apply(`/${last}`);
      }),
    );
  const rows = Array.from({ length: n }, (_, i) => i);
  // e/e for e = (status = 0) is 1, or NaN: no branch.
  code.readInteger(info);
  code.apply("~iT");
  code.readInteger(info);
  code.apply("~it/T");
  for (const i of rows) row(i, rows.slice(0, i), (j) => l(i, j), "");
  for (const i of [...rows].reverse()) row(i, rows.slice(i + 1), (j) => l(j, i), "t*");
  return true;
}
