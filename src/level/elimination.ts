import { calculus, gradients } from "../derivative/calculus.ts";
import { uniform } from "../expression/contract.ts";
import { rewrite } from "../expression/graph.ts";
import type { Expression } from "../expression/node.ts";
import { solveWith } from "../expression/solve.ts";
import { blockMatrix, concat, reshape, slice, unflatten } from "../expression/structural.ts";
import { identity } from "../expression/view.ts";
import { size } from "../value/shape.ts";
import {
  type Block,
  block,
  blockTimes,
  negative,
  plus,
  plusEach,
  times,
  transposed,
  transposedProduct,
} from "./block.ts";
import { type Lagrangian, lagrangians, unknowns } from "./lagrangian.ts";

/** The blocks of level k's KKT matrix and what elimination makes of them. */
interface Blocks {
  /** ∂²L_k/∂u_{k+1}∂x_k by atoms of u_{k+1}. */
  readonly B: readonly Block[];
  /** ∂²L_k/∂u_{k+1}². */
  readonly C: readonly (readonly Block[])[];
  /** −K_{k+1}⁻¹ ∂∇L_{k+1}/∂x_k: how everything below moves with x_k. */
  readonly W: readonly Block[];
  /** The total Hessian D_kk F_k. */
  readonly S: Expression;
}

/**
 * Block elimination of the nested KKT matrices, as expressions. K_k has the blocks
 *
 *     [ A  Bᵀ −Eᵀ ] [dx]   [a]      W = −K⁻¹E;   S = A + BᵀW + WᵀB + WᵀCW;   q = K⁻¹c
 *     [ B  C  −K  ] [du] = [b]      dx = S⁻¹(a + Bᵀq + Wᵀ(b + Cq));   du = W dx − q
 *     [−E −K   0  ] [dν]   [c]      dν = K⁻¹(B dx + C du − b)
 *
 * with K that of the level below, so only the total Hessians S, of size d_k, are factored, each once.
 * docs/mathematics.md §1. All expressions hold the multipliers as variables until `resolve`.
 */
export class Elimination {
  readonly chain: readonly Lagrangian[];
  readonly #blocks: (Blocks | undefined)[] = [];
  /** Multipliers and their values, and every node that was rebuilt with them. */
  readonly #resolved = new Map<Expression, Expression>();
  #resolvedFrom: number;

  constructor(objectives: readonly Expression[], variables: readonly (readonly Expression[])[]) {
    this.chain = lagrangians(objectives, variables);
    this.#resolvedFrom = this.chain.length - 1;
  }

  /** The total gradient D_k F_k as one vector. */
  gradient(k: number): Expression {
    const { scalar, own } = this.chain[k]!;
    return vector(gradients(scalar, own));
  }

  /** The total Hessian D_kk F_k, size d_k × d_k. */
  curvature(k: number): Expression {
    return this.#at(k).S;
  }

  /** dx_m/dx_k for m = k+1 … n: the responses of the levels below, stacked per level. */
  responses(k: number): Expression[] {
    const { below, own } = this.chain[k]!;
    const columns = sum(own.map((x) => size(x.shape)));
    const { W } = this.#at(k);
    return this.chain.slice(k + 1).map((inner) =>
      concat(
        inner.own.map((x) => W[below.indexOf(x)] ?? uniform(0, [size(x.shape), columns])),
        0,
      ),
    );
  }

  /** The Newton step of levels k … n at once, one vector per level: x_m moves by −step_m. */
  step(k: number): Expression[] {
    const atoms = unknowns(this.chain[k]!);
    const solved = this.#inverse(k, this.#residual(k));
    return this.chain.slice(k).map((inner) =>
      concat(
        inner.own.map((x) => solved[atoms.indexOf(x)] ?? uniform(0, [size(x.shape)])),
        0,
      ),
    );
  }

  /** Replaces the multipliers by their values ν_k = K_{k+1}⁻¹ ∇f_k, deepest first. */
  resolve(outputs: readonly Expression[], from: number): Expression[] {
    for (; this.#resolvedFrom > from; this.#resolvedFrom--)
      this.#resolveLevel(this.#resolvedFrom - 1);
    return rewrite(outputs, this.#resolved);
  }

  #resolveLevel(k: number): void {
    const { objective, below, multipliers } = this.chain[k]!;
    const slopes = gradients(objective, below).map((slope, i) =>
      block(reshape(slope, [size(below[i]!.shape)])),
    );
    const values = this.#inverse(k + 1, slopes).map((value, i) =>
      reshape(value ?? uniform(0, [size(below[i]!.shape)]), below[i]!.shape),
    );
    const known = rewrite(values, this.#resolved);
    multipliers.forEach((multiplier, i) => {
      this.#resolved.set(multiplier, known[i]!);
    });
  }

  /** ∇_{u_k}L_k where the multipliers are resolved: only the gradients by x_k … x_n are not zero. */
  #residual(k: number): Block[] {
    const { below, own } = this.chain[k]!;
    const mine = gradients(this.chain[k]!.scalar, own).map((slope, i) =>
      block(reshape(slope, [size(own[i]!.shape)])),
    );
    if (below.length === 0) return mine;
    const lower = this.#residual(k + 1);
    return [...mine, ...below.map(() => undefined), ...lower.map(negative)];
  }

  /** K_k⁻¹ applied to a block column (vectors, or matrices with the same number of columns). */
  #inverse(k: number, right: readonly Block[]): Block[] {
    const { own, below } = this.chain[k]!;
    const a = right.slice(0, own.length);
    const b = right.slice(own.length, own.length + below.length);
    const c = right.slice(own.length + below.length);
    const { B, C, W, S } = this.#at(k);
    const q = this.#inverseBelow(k, c);
    const above = plus(
      stackRows(a, own),
      transposedProduct(B, q),
      transposedProduct(W, plusEach(b, blockTimes(C, q))),
    );
    const dx = above && solveWith(S, above, "spd");
    const du = plusEach(
      W.map((rows) => times(rows, dx)),
      q.map(negative),
    );
    const dnu = this.#inverseBelow(
      k,
      plusEach(
        B.map((rows) => times(rows, dx)),
        blockTimes(C, du),
        b.map(negative),
      ),
    );
    return [...split(dx, own), ...du, ...dnu];
  }

  #inverseBelow(k: number, right: readonly Block[]): Block[] {
    if (right.every((entry) => !entry)) return right.map(() => undefined);
    return this.#inverse(k + 1, right);
  }

  #at(k: number): Blocks {
    this.#blocks[k] ??= this.#eliminate(k);
    return this.#blocks[k];
  }

  #eliminate(k: number): Blocks {
    const { scalar, own, below } = this.chain[k]!;
    const hessian = calculus.hessian(scalar, [...own, ...below]);
    const sizes = [...own, ...below].map((atom) => size(atom.shape));
    const flat = hessian.map((row, i) =>
      row.map((entry, j) => block(reshape(entry, [sizes[i]!, sizes[j]!]))),
    );
    const m = own.length;
    const A = blockMatrix(
      hessian.slice(0, m).map((row) => row.slice(0, m)),
      sizes,
    );
    if (below.length === 0) return { B: [], C: [], W: [], S: A };
    const B = flat.slice(m).map((row, i) => {
      const entries = row.slice(0, m);
      return entries.some((entry) => entry) ? besides(entries, sizes[m + i]!, sizes) : undefined;
    });
    const C = flat.slice(m).map((row) => row.slice(m));
    const W = this.#inverse(k + 1, this.#coupling(k)).map(negative);
    const bw = transposedProduct(B, W);
    const S = plus(block(A), bw, transposed(bw), transposedProduct(W, blockTimes(C, W)));
    return { B, C, W, S: S ?? A };
  }

  /** E = ∂∇_{u_{k+1}}L_{k+1}/∂x_k by atoms of u_{k+1}. */
  #coupling(k: number): Block[] {
    const { own, below } = this.chain[k]!;
    const slopes = gradients(this.chain[k + 1]!.scalar, below);
    const columns = own.map((x) => calculus.tangents(slopes, [x], [identity(x.shape)], x.shape));
    const widths = own.map((x) => size(x.shape));
    return below.map((atom, i) => {
      const rows = size(atom.shape);
      const entries = columns.map((column, j) => {
        const entry = column[i];
        return entry && block(reshape(entry, [rows, widths[j]!]));
      });
      return entries.some((entry) => entry) ? besides(entries, rows, widths) : undefined;
    });
  }
}

const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);

function vector(parts: readonly Expression[]): Expression {
  return concat(
    parts.map((part) => reshape(part, [size(part.shape)])),
    0,
  );
}

/** Blocks side by side, zeros filled in. */
function besides(row: readonly Block[], rows: number, widths: readonly number[]): Expression {
  return concat(
    row.map((entry, j) => entry ?? uniform(0, [rows, widths[j]!])),
    1,
  );
}

/** A block column over the variables of a level as one array; undefined when all of it is zero. */
function stackRows(column: readonly Block[], own: readonly Expression[]): Block {
  const like = column.find((entry) => entry);
  if (!like) return undefined;
  const rest = like.shape.slice(1);
  return concat(
    column.map((entry, i) => entry ?? uniform(0, [size(own[i]!.shape), ...rest])),
    0,
  );
}

function split(dx: Block, own: readonly Expression[]): Block[] {
  if (!dx) return own.map(() => undefined);
  if (own.length === 1) return [dx];
  const rest = dx.shape.slice(1);
  return unflattenRows(
    dx,
    own.map((x) => [size(x.shape), ...rest]),
  );
}

function unflattenRows(dx: Expression, shapes: readonly (readonly number[])[]): Expression[] {
  if (dx.shape.length === 1) return unflatten(dx, shapes);
  let offset = 0;
  return shapes.map((shape) => {
    const start = offset;
    offset += shape[0]!;
    const from = dx.shape.map((_, axis) => (axis === 0 ? start : 0));
    const to = dx.shape.map((n, axis) => (axis === 0 ? offset : n));
    return slice(
      dx,
      from,
      to,
      dx.shape.map(() => 1),
    );
  });
}
