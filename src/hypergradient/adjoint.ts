import { diagonalOf } from "../level/diagonal.ts";
import type { Session } from "../level/session.ts";
import type { Program } from "../program/program.ts";
import { diagonalPreconditioner } from "../solver/linear/diagonalPreconditioner.ts";
import type { LinearResult, LinearSolver } from "../solver/linear/operator.ts";
import { smallestEigenvalue } from "../solver/linear/smallestEigenvalue.ts";
import { norm } from "../solver/vector.ts";
import type { LevelProducts, Products } from "./products.ts";

/** Largest relative residual, and whether a Hessian showed negative curvature, over one gradient. */
export interface AdjointReport {
  residual: number;
  /** |b − S x| of the outermost adjoint system solved, absolute. */
  absolute: number;
  indefiniteLevel: number | undefined;
}

/**
 * K_k⁻¹ by recursion on products alone: at each level a linear solver works on the total Hessian
 *
 *     S v = A v + Bᵀ W v + Wᵀ (B v + C W v),   W v = −K_{k+1}⁻¹ E v
 *
 * so a product costs two solves with the level below (none at the innermost). docs/mathematics.md §4.
 */
export class Adjoint {
  /** ν_k, a flat vector over u_{k+1}, for each level that has one. */
  readonly multipliers: Float64Array[];
  readonly report: AdjointReport = { residual: 0, absolute: 0, indefiniteLevel: undefined };
  readonly #session: Session;
  readonly #products: Products;
  readonly #solver: (level: number) => LinearSolver;
  /** Last solutions of the multiplier systems' own parts: where the next ones start. */
  readonly #starts: (Float64Array | undefined)[] = [];

  constructor(session: Session, products: Products, solver: (level: number) => LinearSolver) {
    this.#session = session;
    this.#products = products;
    this.#solver = solver;
    this.multipliers = session.x.map(
      (_, k) => new Float64Array(k + 1 < session.depth ? products.unknowns(k + 1) : 0),
    );
  }

  /** Recomputes ν_{n−1} … ν_k, deepest first. */
  solveMultipliers(k: number, warm: boolean): void {
    Object.assign(this.report, { residual: 0, absolute: 0, indefiniteLevel: undefined });
    for (let j = this.#session.depth - 2; j >= k; j--) {
      const { slope, below } = this.#products.at(j);
      this.#load(slope, j);
      slope.execute();
      const right = new Float64Array(below);
      slope.get(0, right);
      const start = warm ? this.#starts[j] : undefined;
      const solved = this.#inverse(j + 1, right, start, j === k);
      this.#starts[j] = solved.subarray(0, this.#session.x[j + 1]!.length).slice();
      this.multipliers[j]!.set(solved);
    }
  }

  /** f_k, and g_k = ∂_{x_k} L_k into `gradient`. */
  gradient(k: number, gradient: Float64Array): number {
    const { gradient: program } = this.#products.at(k);
    this.#load(program, k);
    program.execute();
    program.get(1, gradient);
    return program.scalar(0);
  }

  /** Smallest eigenvalue of level k's total Hessian, from above: Lanczos on at most 20 products. */
  smallestCurvature(k: number): number {
    const multiply = (v: Float64Array, into: Float64Array) => this.#totalHessian(k, v, into);
    return smallestEigenvalue(multiply, this.#session.x[k]!.length).value;
  }

  #load(program: Program, k: number): number {
    this.#session.load(program);
    let input = this.#session.hierarchy.inputs.length;
    const sizes = this.#products.at(k).multipliers;
    sizes.forEach((list, i) => {
      input = spread(program, input, list, this.multipliers[k + i]!);
    });
    return input;
  }

  /** K_k⁻¹ (a, b, c) over u_k = (x_k, u_{k+1}, ν_k). */
  #inverse(k: number, right: Float64Array, x0?: Float64Array, outermost = false): Float64Array {
    const d = this.#session.x[k]!.length;
    const { below } = this.#products.at(k);
    if (below === 0)
      return this.#solve(k, (v, into) => this.#totalHessian(k, v, into), right, x0, outermost);
    const b = right.subarray(d, d + below);
    const c = right.subarray(d + below);
    const q = this.#inverseBelow(k, c);
    // a + Bᵀq + Wᵀ(b + Cq), with Wᵀz = −Eᵀ K⁻¹ z
    const above = right.slice(0, d);
    const [bq, cq] = q
      ? this.#hessian(k, new Float64Array(d), q)
      : [new Float64Array(d), new Float64Array(below)];
    addTo(above, bq, 1);
    addTo(cq, b, 1);
    this.#addWTransposed(k, cq, above);
    const dx = this.#solve(k, (v, into) => this.#totalHessian(k, v, into), above, x0, outermost);
    const du = this.#response(k, dx);
    if (q) addTo(du, q, -1);
    const [, lower] = this.#hessian(k, dx, du);
    addTo(lower, b, -1);
    const dnu = this.#inverseBelow(k, lower) ?? new Float64Array(below);
    const solved = new Float64Array(right.length);
    solved.set(dx);
    solved.set(du, d);
    solved.set(dnu, d + below);
    return solved;
  }

  #inverseBelow(k: number, right: Float64Array): Float64Array | undefined {
    if (right.every((entry) => entry === 0)) return undefined;
    return this.#inverse(k + 1, right);
  }

  /** S_k v. */
  #totalHessian(k: number, v: Float64Array, into: Float64Array): void {
    const isInnermost = this.#products.at(k).below === 0;
    const [top, bottom] = this.#hessian(k, v, isInnermost ? none : this.#response(k, v));
    into.set(top);
    if (!isInnermost) this.#addWTransposed(k, bottom, into);
  }

  /** W v = −K_{k+1}⁻¹ E v. */
  #response(k: number, v: Float64Array): Float64Array {
    const { coupling, below, own } = this.#products.at(k);
    const first = this.#load(coupling, k);
    spread(coupling, first, own, v);
    coupling.execute();
    this.#session.cost.hessianVectorProducts++;
    const moved = new Float64Array(below);
    coupling.get(0, moved);
    const solved = this.#inverseBelow(k, moved) ?? moved;
    for (let i = 0; i < below; i++) solved[i] = -solved[i]!;
    return solved;
  }

  /** into += Wᵀ z = −Eᵀ K_{k+1}⁻¹ z. */
  #addWTransposed(k: number, z: Float64Array, into: Float64Array): void {
    const solved = this.#inverseBelow(k, z);
    if (solved) addTo(into, this.#couplingTransposed(k, solved), -1);
  }

  #couplingTransposed(k: number, z: Float64Array): Float64Array {
    const { couplingTransposed: program, atoms } = this.#products.at(k);
    spread(program, this.#load(program, k), atoms, z);
    program.execute();
    this.#session.cost.hessianVectorProducts++;
    const pulled = new Float64Array(this.#session.x[k]!.length);
    program.get(0, pulled);
    return pulled;
  }

  #hessian(k: number, dx: Float64Array, du: Float64Array): [Float64Array, Float64Array] {
    const products: LevelProducts = this.#products.at(k);
    const program = products.hessian;
    const next = spread(program, this.#load(program, k), products.own, dx);
    spread(program, next, products.atoms, du);
    program.execute();
    this.#session.cost.hessianVectorProducts++;
    const [top, bottom] = [new Float64Array(dx.length), new Float64Array(products.below)];
    program.get(0, top);
    if (bottom.length > 0) program.get(1, bottom);
    return [top, bottom];
  }

  #solve(
    k: number,
    multiply: (v: Float64Array, into: Float64Array) => void,
    right: Float64Array,
    x0: Float64Array | undefined,
    outermost: boolean,
  ): Float64Array {
    const diagonal = diagonalOf(this.#session, k);
    const preconditioner = diagonal && diagonalPreconditioner(diagonal);
    const found: LinearResult = this.#solver(k).solve(multiply, right, { x0, preconditioner });
    const size = norm(right);
    const { report } = this;
    if (size > 0) report.residual = Math.max(report.residual, found.residualNorm / size);
    if (outermost) report.absolute = found.residualNorm;
    if (found.negativeCurvature) report.indefiniteLevel = Math.max(report.indefiniteLevel ?? 0, k);
    return found.x;
  }
}

const none = new Float64Array(0);

function addTo(into: Float64Array, x: Float64Array, by: number): void {
  for (let i = 0; i < x.length; i++) into[i]! += by * x[i]!;
}

/** Sets consecutive inputs of a program to consecutive pieces of a vector; returns the next input. */
function spread(
  program: Program,
  first: number,
  sizes: readonly number[],
  x: Float64Array,
): number {
  let [input, offset] = [first, 0];
  for (const length of sizes) {
    program.set(input++, x.subarray(offset, offset + length));
    offset += length;
  }
  return input;
}
