import {
  cos,
  type Expression,
  evaluate,
  type Level,
  type LevelOptions,
  minimize,
  parameter,
  sin,
  variable,
} from "echelon";
import { random } from "../reference/random.ts";

/**
 * Smooth levels of the given sizes, coupled in every block, whose couplings are parameters: one
 * compilation serves any number of problems. Level k minimises
 *
 *     ¾|v|² + 0.05Σv⁴ + bump·Σcos(1.7v + shift) + Σ_j [vᵀM_j v_j + 0.05 Σsin(v)·Σv_j²] + tᵀv
 */
export function randomHierarchy(
  sizes: readonly number[],
  options: (level: number) => LevelOptions = () => ({}),
) {
  const v = sizes.map((d, k) => variable(`v${k}`, new Float64Array(d)));
  const bump = parameter("bump", 0);
  const objective = (k: number): Expression => {
    const own = v[k]!;
    const shift = parameter(`shift${k}`, new Float64Array(sizes[k]!));
    const tilt = parameter(`tilt${k}`, new Float64Array(sizes[k]!));
    let f = own.square().sum().mul(0.75).add(own.square().square().sum().mul(0.05));
    f = f.add(cos(own.mul(1.7).add(shift)).sum().mul(bump)).add(own.dot(tilt));
    v.forEach((other, j) => {
      if (j === k) return;
      const M = parameter(`M${k}${j}`, zeros(sizes[k]!, sizes[j]!));
      f = f.add(own.dot(M.matmul(other))).add(
        sin(own)
          .sum()
          .mul(other.square().sum())
          .mul(0.05 / sizes[j]!),
      );
    });
    return f;
  };
  const objectives = v.map((_, k) => objective(k));
  const levels: Level[] = v.map((own, k) =>
    minimize(own, objectives[k]!, { name: `rank ${k + 1}`, ...options(k) }),
  );
  /** f_k where all variables and parameters have these values. */
  const objectiveAt = (k: number, at: Couplings): number => {
    const others = new RegExp(`^(shift|tilt|M)(?!${k})`);
    const own = Object.entries(at).filter(([name]) => !others.test(name));
    return evaluate(objectives[k]!, Object.fromEntries(own)) as number;
  };
  return { variables: v, levels, objectiveAt };
}

/** Values of variables and parameters by name. */
export type Couplings = Record<string, number | Float64Array | number[][]>;

const zeros = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

/** Couplings of the given strength and a start in [−reach, reach], by name, for `at`. */
export function randomCouplings(
  sizes: readonly number[],
  seed: number,
  { strength = 0.4, bump = 0, reach = 3 } = {},
): Couplings {
  const next = random(seed);
  const draw = (d: number, by: number) => Float64Array.from({ length: d }, () => by * next());
  const at: Couplings = { bump };
  sizes.forEach((d, k) => {
    at[`v${k}`] = draw(d, reach);
    at[`shift${k}`] = draw(d, 3);
    at[`tilt${k}`] = draw(d, 1);
    sizes.forEach((e, j) => {
      if (j !== k)
        at[`M${k}${j}`] = Array.from({ length: d }, () => [...draw(e, strength / Math.sqrt(e))]);
    });
  });
  return at;
}
