import { constant, type LevelOptions, minimize, variable } from "echelon";
import { product } from "../reference/matrix.ts";
import { solveDense } from "../reference/solveDense.ts";

/**
 * T11, the worst case of maths.md §2: Z has 1 on the anti-diagonal and −1 next to it, B = βZ² + μ_y I,
 * g = ½yᵀBy − (L/2)xᵀZy + bᵀy with (L/2)Zb = e₁, f = ½μ_x|x|² + ½|y|². The minimiser solves
 * (μ_x B² + (L²/4)Z²)x* = e₁ and decays geometrically.
 */
export function lowerBound(
  d: number,
  { beta = 0.25, L = 2, mux = 1e-2, muy = 1e-1 } = {},
  inner: LevelOptions = {},
) {
  const Z = Float64Array.from({ length: d * d }, (_, at) => {
    const sum = Math.floor(at / d) + (at % d);
    if (sum === d - 1) return 1;
    return sum === d ? -1 : 0;
  });
  const ZZ = product(Z, Z, d, d, d);
  const isDiagonal = (at: number) => at % (d + 1) === 0;
  const B = ZZ.map((entry, at) => beta * entry + (isDiagonal(at) ? muy : 0));
  const first = Float64Array.from({ length: d }, (_, i) => (i === 0 ? 2 / L : 0));
  const b = solveDense(d, Z, first).solution;
  const matrix = (data: Float64Array) => constant({ data, shape: [d, d] });
  const [x, y] = [variable("x", new Float64Array(d)), variable("y", new Float64Array(d))];
  const g = y
    .dot(matrix(B).matmul(y))
    .mul(0.5)
    .sub(x.dot(matrix(Z).matmul(y)).mul(L / 2))
    .add(y.dot(b));
  const f = x
    .square()
    .sum()
    .mul(mux / 2)
    .add(y.square().sum().mul(0.5));
  const BB = product(B, B, d, d, d);
  const normal = BB.map((entry, at) => mux * entry + ((L * L) / 4) * ZZ[at]!);
  const unit = Float64Array.from({ length: d }, (_, i) => (i === 0 ? 1 : 0));
  return {
    x,
    y,
    levels: [minimize(x, f, { name: "outer" }), minimize(y, g, { name: "inner", ...inner })],
    solution: solveDense(d, normal, unit).solution,
  };
}
