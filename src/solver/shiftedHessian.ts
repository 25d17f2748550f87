import { allocate, free, view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { overwrite } from "./vector.ts";

const DOUBLE = 8;

/**
 * A Hessian H in wasm memory and the Cholesky factor L of H + shift·I beside it.
 *
 *     | H  n·n | L  n·n | vector n | vector n |     doubles, row-major
 *
 * `dispose` returns the memory; nothing else does.
 */
export class ShiftedHessian {
  readonly size: number;
  /** Largest column sum of |H|. */
  norm = 0;
  /** Of the last factor, successful or not. */
  shift = 0;
  readonly #block: number;
  #hessian: number;
  #factor: number;
  readonly #in: number;
  readonly #out: number;

  constructor(size: number) {
    this.size = size;
    const square = size * size * DOUBLE;
    this.#block = allocate(2 * square + 2 * size * DOUBLE);
    this.#hessian = this.#block;
    this.#factor = this.#hessian + square;
    this.#in = this.#block + 2 * square;
    this.#out = this.#in + size * DOUBLE;
  }

  /** Copies a Hessian in. Returns false, and keeps the one that was there, when an entry is not finite. */
  load(hessian: Float64Array): boolean {
    const { size } = this;
    overwrite(hessian, view(), this.#factor / DOUBLE);
    const norm = kernels.norm1(size, size, this.#factor, size);
    if (!Number.isFinite(norm)) return false;
    this.norm = norm;
    [this.#hessian, this.#factor] = [this.#factor, this.#hessian];
    return true;
  }

  /** H + shift·I = L·Lᵀ. False when the matrix is not positive definite. */
  factor(shift: number): boolean {
    const { size } = this;
    const memory = view();
    const target = this.#factor / DOUBLE;
    kernels.copyStrided(size * size, this.#hessian, 1, this.#factor, 1);
    if (shift !== 0) {
      for (let i = 0; i < size; i++) {
        const at = target + i * (size + 1);
        memory[at] = memory[at]! + shift;
      }
    }
    this.shift = shift;
    return kernels.cholesky(size, this.#factor, size) === 0;
  }

  /** into = (H + shift·I)⁻¹ b. */
  solve(b: Float64Array, into: Float64Array): void {
    overwrite(b, view(), this.#in / DOUBLE);
    kernels.choleskySolve(this.size, 1, this.#factor, this.size, this.#in, 1);
    this.#read(this.#in, into);
  }

  /** |L⁻¹b|², the slope of the length of the shifted step. */
  halfSolveSquared(b: Float64Array): number {
    overwrite(b, view(), this.#in / DOUBLE);
    kernels.trsv(0, 0, 0, this.size, this.#factor, this.size, this.#in, 1);
    return kernels.dot(this.size, this.#in, 1, this.#in, 1);
  }

  /** into = H·x. */
  multiply(x: Float64Array, into: Float64Array): void {
    const { size } = this;
    overwrite(x, view(), this.#in / DOUBLE);
    kernels.gemv(size, size, 1, this.#hessian, size, this.#in, 1, 0, this.#out, 1);
    this.#read(this.#out, into);
  }

  /** A copy of H, row-major. */
  entries(): Float64Array {
    const entries = new Float64Array(this.size ** 2);
    this.#read(this.#hessian, entries);
    return entries;
  }

  /** The smallest eigenvalue is at least the first and at most the second: Gershgorin, and the least diagonal. */
  smallestBounds(): [number, number] {
    const { size } = this;
    const memory = view();
    let low = Number.POSITIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < size; i++) {
      const row = this.#hessian / DOUBLE + i * size;
      const diagonal = memory[row + i]!;
      let radius = -Math.abs(diagonal);
      for (let j = 0; j < size; j++) radius += Math.abs(memory[row + j]!);
      low = Math.min(low, diagonal - radius);
      least = Math.min(least, diagonal);
    }
    return [low, least];
  }

  dispose(): void {
    free(this.#block);
  }

  #read(pointer: number, into: Float64Array): void {
    const memory = view();
    const start = pointer / DOUBLE;
    for (let i = 0; i < into.length; i++) into[i] = memory[start + i]!;
  }
}
