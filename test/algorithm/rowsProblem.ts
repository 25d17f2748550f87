import { dataset, rows } from "../../src/algorithm/dataset.ts";
import { type Level, minimize, parameter, variable } from "../../src/index.ts";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

/**
 * g = mean_i ½(a_i·y − b_i − x)² + ½ρ|y|² over rows drawn by the parameter `batch`, f = ½|y − t|² + ½x²,
 * with the exact answers over all rows.
 */
export function rowsProblem({ count = 40, d = 4, size = 5, rho = 0.5, seed = 11 } = {}) {
  const next = random(seed);
  const A = Float64Array.from({ length: count * d }, next);
  const b = Float64Array.from({ length: count }, next);
  const t = Float64Array.from({ length: d }, next);
  const features = dataset("A", { data: A, shape: [count, d] });
  const targets = dataset("b", b);
  const batch = parameter(
    "batch",
    Float64Array.from({ length: size }, (_, i) => i % count),
  );
  const x = variable("x", 0.5);
  const y = variable("y", new Float64Array(d));
  const residual = rows(features, batch).matmul(y).sub(rows(targets, batch)).sub(x);
  const g = residual.square().mean().add(y.square().sum().mul(rho)).mul(0.5);
  const f = y.sub(t).square().sum().add(x.square()).mul(0.5);
  const levels: Level[] = [minimize(x, f, { name: "outer" }), minimize(y, g, { name: "fit" })];
  const H = new Float64Array(d * d);
  const [one, zero] = [new Float64Array(d), new Float64Array(d)];
  for (let i = 0; i < count; i++)
    for (let j = 0; j < d; j++) {
      one[j]! += A[i * d + j]! / count;
      zero[j]! += (A[i * d + j]! * b[i]!) / count;
      for (let k = 0; k < d; k++) H[j * d + k]! += (A[i * d + j]! * A[i * d + k]!) / count;
    }
  for (let j = 0; j < d; j++) H[j * d + j]! += rho;
  const slope = solveDense(d, H, one).solution;
  const origin = solveDense(d, H, zero).solution;
  const response = (at: number) => origin.map((entry, i) => entry + at * slope[i]!);
  const gradient = (at: number) => {
    let sum = at;
    response(at).forEach((entry, i) => {
      sum += slope[i]! * (entry - t[i]!);
    });
    return sum;
  };
  const solution = -gradient(0) / (gradient(1) - gradient(0));
  return { count, d, A, b, t, H, x, y, batch, levels, response, gradient, solution, one };
}
