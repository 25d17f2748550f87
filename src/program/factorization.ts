import { allocate, free, view, words } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import type { Expression } from "../expression/node.ts";
import type { MatrixKind } from "../expression/solve.ts";
import type { Lease } from "./lease.ts";
import type { Factors } from "./linear.ts";

/** What is known of a factored matrix after a run. */
export interface Factorization {
  readonly matrix: Expression;
  readonly kind: MatrixKind;
  /** 0, or 1 + the first pivot that is not positive (spd) or is zero; then solutions are NaN. */
  status(): number;
  /** Estimate of the condition number in the 1-norm; Infinity if the factorization failed. */
  condition(): number;
  /** Largest over smallest pivot of an spd matrix, a lower bound of its condition; NaN for other kinds. */
  pivotRatio(): number;
  /** Of the symmetric matrix; NaN for a general one, or if the factorization failed. */
  negativeEigenvalues(): number;
}

/** Reads the factors in the block of a program. */
export function factorization(factors: Factors, lease: Lease): Factorization {
  const { matrix, kind, n } = factors;
  const at = (part: "factor" | "pivots" | "info"): number => lease.address + factors[part].address;
  const status = (): number => words()[at("info") / 4]!;
  const estimate = (work: number): number => {
    const norm = view()[at("info") / 8 + 1]!;
    if (kind === "spd") return kernels.choleskyCondition(n, at("factor"), n, norm, work);
    const condition = kind === "symmetric" ? kernels.ldltCondition : kernels.luCondition;
    return condition(n, at("factor"), n, at("pivots"), norm, work);
  };
  return {
    matrix,
    kind,
    status,
    condition: () => {
      if (status() !== 0) return Number.POSITIVE_INFINITY;
      if (n === 0) return 1;
      const work = allocate(8 * 4 * n);
      const condition = estimate(work);
      free(work);
      return condition;
    },
    pivotRatio: () => {
      if (kind !== "spd") return Number.NaN;
      if (status() !== 0) return Number.POSITIVE_INFINITY;
      const memory = view();
      const first = at("factor") / 8;
      let [least, most] = [Number.POSITIVE_INFINITY, 0];
      for (let i = 0; i < n; i++) {
        const pivot = memory[first + i * (n + 1)]!;
        if (pivot < least) least = pivot;
        if (pivot > most) most = pivot;
      }
      return n === 0 ? 1 : (most / least) ** 2;
    },
    negativeEigenvalues: () => {
      if (status() !== 0 || kind === "general") return Number.NaN;
      return kind === "spd" ? 0 : kernels.ldltInertia(n, at("factor"), n, at("pivots"));
    },
  };
}
