import { calculus, gradients } from "../derivative/calculus.ts";
import { uniform } from "../expression/contract.ts";
import { Expression } from "../expression/node.ts";
import { flatten } from "../expression/structural.ts";
import type { Hierarchy } from "../level/hierarchy.ts";
import { type Lagrangian, lagrangians, unknowns } from "../level/lagrangian.ts";
import type { Program } from "../program/program.ts";
import { size } from "../value/shape.ts";

/** Programs for products with the blocks of the nested KKT matrices, without any of the blocks. */
export interface LevelProducts {
  /** Length of u_{k+1}: everything below. */
  readonly below: number;
  /** ∂f_k/∂u_{k+1}. */
  readonly slope: Program;
  /** g_k = ∂_{x_k} L_k, given ν_k and those below; and f_k. */
  readonly gradient: Program;
  /** (dx, du) ↦ (A dx + Bᵀdu, B dx + C du), the Hessian of L_k by (x_k, u_{k+1}). */
  readonly hessian: Program;
  /** dx ↦ E dx and z ↦ Eᵀz, E = ∂∇_{u_{k+1}}L_{k+1}/∂x_k. */
  readonly coupling: Program;
  readonly couplingTransposed: Program;
  /** Lengths of the direction pieces: x_k's variables, then the atoms of u_{k+1}. */
  readonly own: readonly number[];
  readonly atoms: readonly number[];
  /** Multipliers the programs take after the levels' variables: of levels k … n−1, atom by atom. */
  readonly multipliers: readonly (readonly number[])[];
}

/** Compiles the products of every level from k on; inputs are all variables, multipliers, directions. */
export class Products {
  private readonly chain: readonly Lagrangian[];
  private readonly hierarchy: Hierarchy;
  private readonly made: (LevelProducts | undefined)[] = [];

  constructor(hierarchy: Hierarchy) {
    this.hierarchy = hierarchy;
    this.chain = lagrangians(
      hierarchy.ranks.map((rank) => rank.objective),
      hierarchy.ranks.map((rank) => rank.variables),
    );
  }

  /** Length of u_k. */
  unknowns(k: number): number {
    return total(unknowns(this.chain[k]!).map((atom) => size(atom.shape)));
  }

  at(k: number): LevelProducts {
    this.made[k] ??= this.make(k);
    return this.made[k];
  }

  private make(k: number): LevelProducts {
    const { objective, scalar, own, below } = this.chain[k]!;
    const multipliers = this.chain.slice(k).flatMap((level) => level.multipliers);
    const compile = (outputs: readonly Expression[], directions: readonly Expression[]) =>
      this.hierarchy.compileExtra(outputs, [...multipliers, ...directions]);
    const all = [...own, ...below];
    const along = all.map(like);
    const pushed = filled(calculus.tangents(gradients(scalar, all), all, along, []), all);
    const inner = this.chain[k + 1];
    const slopes = inner ? gradients(inner.scalar, below) : [];
    const steps = own.map(like);
    const adjoints = below.map(like);
    const moved = filled(calculus.tangents(slopes, own, steps, []), below);
    const pulled = filled(calculus.cotangents(slopes, adjoints, own, []), own);
    return {
      below: total(below.map((atom) => size(atom.shape))),
      own: own.map((x) => size(x.shape)),
      atoms: below.map((atom) => size(atom.shape)),
      multipliers: this.chain
        .slice(k)
        .map((level) => level.multipliers.map((atom) => size(atom.shape))),
      slope: compile([vector(gradients(objective, below))], []),
      gradient: compile([objective, vector(gradients(scalar, own))], []),
      hessian: compile(
        [vector(pushed.slice(0, own.length)), vector(pushed.slice(own.length))],
        along,
      ),
      coupling: compile([vector(moved)], steps),
      couplingTransposed: compile([vector(pulled)], adjoints),
    };
  }
}

const total = (list: readonly number[]): number => list.reduce((sum, n) => sum + n, 0);

const like = (atom: Expression): Expression =>
  new Expression("variable", [], { name: "direction", role: "variable" }, atom.shape);

function filled(
  found: readonly (Expression | undefined)[],
  atoms: readonly Expression[],
): Expression[] {
  return found.map((node, i) => node ?? uniform(0, atoms[i]!.shape));
}

function vector(parts: readonly Expression[]): Expression {
  return parts.length === 0 ? uniform(0, [0]) : flatten(parts);
}
