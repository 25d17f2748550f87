import { CHOLESKY, SMALL_RIGHTS, SMALL_ROWS } from "../opcode.ts";
import type { Code } from "./code.ts";

/**
 * Emits a FACTOR instruction (assembly/tape/factor.ts) for the Cholesky factor of one number a: √a, or a itself and
 * status 1 if it is not positive. False, and nothing, for others.
 */
export function factor(code: Code, words: Int32Array): boolean {
  const [, kind, n, a = 0, , target = 0, , info = 0] = words;
  if (kind !== CHOLESKY || n !== 1) return false;
  const read = (letters: string): void => {
    code.read(a, 0);
    code.apply(letters);
  };
  code.write(info + 8, () => read("|"));
  code.writeInteger(info, () => read("0>~"));
  code.write(target, () => {
    read("r");
    read("");
    read("0>?");
  });
  return true;
}

/** Emits a SOLVE instruction with a small Cholesky factor, as `smallCholeskySolve` does; false, and nothing, for others. */
export function solve(code: Code, words: Int32Array): boolean {
  const [, kind, , n = 0, rights = 0, l = 0, , info = 0, x = 0] = words;
  if (kind !== CHOLESKY || n > SMALL_ROWS || rights > SMALL_RIGHTS) return false;
  // e/e for e = (status = 0) is 1, or NaN for a factor that failed: no branch.
  code.readInteger(info);
  code.apply("~iTtt/T");
  for (let round = 0; round < 2 * n; round++) {
    const isBack = round >= n;
    const i = isBack ? 2 * n - 1 - round : round;
    code.lanes(rights, true, (column) => {
      const at = (j: number) => x + 8 * (j * rights + column);
      code.write(at(i), () => {
        code.read(at(i), 8);
        for (let j = isBack ? i + 1 : 0; j < (isBack ? n : i); j++) {
          code.read(l + 8 * (isBack ? j * n + i : i * n + j), 0);
          code.read(at(j), 8);
          code.apply("*-");
        }
        code.read(l + 8 * i * (n + 1), 0);
        code.apply(isBack ? "/t*" : "/");
      });
    });
  }
  return true;
}
