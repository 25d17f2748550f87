import { type Expression, type LevelOptions, minimize, sin, variable } from "echelon";
import { random } from "../reference/random.ts";

/**
 * T16: n levels of d variables, f_i = ¾|v_i|² + 0.05Σv_i⁴ + Σ_{j≠i}[½v_iᵀM_{(4i+j) mod 20}v_j
 * + 0.05Σ sin(v_i)⊙v_j²] + 0.3(i+1)Σv_i, M_k = 0.3 × random normal, i and j from 0.
 */
export function coupledChain(
  n: number,
  { d = 3, seed = 1, options = (_: number): LevelOptions => ({}) } = {},
) {
  const uniform = random(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log((uniform() + 1) / 2 || 1e-300)) * Math.cos(Math.PI * uniform());
  const M = Array.from({ length: 20 }, () =>
    Array.from({ length: d }, () => Array.from({ length: d }, () => 0.3 * normal())),
  );
  const v = Array.from({ length: n }, (_, i) => variable(`v${i}`, new Float64Array(d)));
  const objective = (i: number): Expression => {
    const own = v[i]!;
    let f = own.square().sum().mul(0.75).add(own.square().square().sum().mul(0.05));
    v.forEach((other, j) => {
      if (j === i) return;
      const matrix = M[(4 * i + j) % 20]!;
      f = f
        .add(own.matmul(matrix).dot(other).mul(0.5))
        .add(sin(own).mul(other.square()).sum().mul(0.05));
    });
    return f.add(own.sum().mul(0.3 * (i + 1)));
  };
  const levels = v.map((own, i) =>
    minimize(own, objective(i), { name: `rank ${i + 1}`, ...options(i) }),
  );
  return { variables: v, levels };
}
