import { constant, minimize, variable } from "echelon";
import { product, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

/** T7: min_w |A x(w) − b|², x(w) = argmin |Cw + Dx − e|²; D has full column rank. */
export function leastSquares(seed: number, [p, d, rows, top] = [3, 4, 7, 6]) {
  const draw = (count: number, i: number) => randomVector(count, seed + i);
  const A = draw(top * d, 1);
  const b = draw(top, 2);
  const C = draw(rows * p, 3);
  const D = draw(rows * d, 4);
  const e = draw(rows, 5);
  const matrix = (data: Float64Array, shape: number[]) => constant({ data, shape });
  const w = variable("w", new Float64Array(p));
  const x = variable("x", new Float64Array(d));
  const upper = matrix(A, [top, d]).matmul(x).sub(b).square().sum();
  const lower = matrix(C, [rows, p])
    .matmul(w)
    .add(matrix(D, [rows, d]).matmul(x))
    .sub(e);
  const levels = [
    minimize(w, upper, { name: "upper" }),
    minimize(x, lower.square().sum(), { name: "lower" }),
  ];
  /** (MᵀM)⁻¹Mᵀ R for M m × n of full column rank. */
  const pseudoInverse = (M: Float64Array, m: number, n: number, R: Float64Array) => {
    const Mt = transpose(M, m, n);
    const columns = R.length / m;
    return solveDense(n, product(Mt, M, n, n, m), product(Mt, R, n, columns, m)).solution;
  };
  const DC = pseudoInverse(D, rows, d, C);
  const De = pseudoInverse(D, rows, d, e);
  const left = product(A, DC, top, p, d);
  const right = product(A, De, top, 1, d).map((entry, i) => entry - b[i]!);
  return { w, x, levels, solution: pseudoInverse(left, top, p, right) };
}
