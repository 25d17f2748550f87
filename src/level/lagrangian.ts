import { calculus } from "../derivative/calculus.ts";
import { add } from "../expression/add.ts";
import { uniform } from "../expression/contract.ts";
import { Expression } from "../expression/node.ts";
import { scale } from "../expression/view.ts";

/**
 * One level of the nested-Lagrangian formulation (docs/mathematics.md §1):
 *
 *     L_n = f_n,   u_n = x_n
 *     L_k = f_k − ⟨ν_k, ∇_{u_{k+1}} L_{k+1}⟩,   u_k = (x_k, u_{k+1}, ν_k)
 *
 * Its gradient by u_k is level k's stationarity with everything below it, its Hessian is the
 * symmetric KKT matrix whose Schur complement is level k's total Hessian.
 */
export interface Lagrangian {
  /** f_k as minimised, without the levels below. */
  readonly objective: Expression;
  /** L_k. */
  readonly scalar: Expression;
  /** x_k. */
  readonly own: readonly Expression[];
  /** u_{k+1}; empty at the innermost level. */
  readonly below: readonly Expression[];
  /** ν_k, one for each of `below` and of its shape. */
  readonly multipliers: readonly Expression[];
}

/** u_k = (x_k, u_{k+1}, ν_k). */
export function unknowns({ own, below, multipliers }: Lagrangian): Expression[] {
  return [...own, ...below, ...multipliers];
}

/** The Lagrangians of all levels, outermost first. `objectives` are minimised. */
export function lagrangians(
  objectives: readonly Expression[],
  variables: readonly (readonly Expression[])[],
): Lagrangian[] {
  const chain: Lagrangian[] = [];
  for (let k = objectives.length - 1; k >= 0; k--) {
    const objective = objectives[k]!;
    const own = variables[k]!;
    const inner = chain[0];
    if (!inner) {
      chain.unshift({ objective, scalar: objective, own, below: [], multipliers: [] });
      continue;
    }
    const below = unknowns(inner);
    const multipliers = below.map(
      (atom) =>
        new Expression("variable", [], { name: `multiplier ${k}`, role: "variable" }, atom.shape),
    );
    const [along] = calculus.tangents([inner.scalar], below, multipliers, []);
    const scalar = add(objective, scale(along ?? uniform(0), -1));
    chain.unshift({ objective, scalar, own, below, multipliers });
  }
  return chain;
}
