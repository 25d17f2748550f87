import type { Multiply } from "../../../src/solver/linear/operator.ts";

/** Row-major n·n. */
export interface Dense {
  readonly size: number;
  readonly entries: Float64Array;
}

/** QDQ with Q = I − 2uuᵀ/|u|² and the given eigenvalues. */
export function withEigenvalues(eigenvalues: readonly number[]): Dense {
  const size = eigenvalues.length;
  const u = eigenvalues.map((_, i) => 1 + Math.sin(5 * i));
  const squares = u.reduce((sum, entry) => sum + entry * entry, 0);
  const q = (i: number, j: number) => (i === j ? 1 : 0) - (2 * u[i]! * u[j]!) / squares;
  const entries = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const sum = eigenvalues.reduce((total, value, k) => total + q(i, k) * value * q(k, j), 0);
      entries[i * size + j] = sum;
    }
  }
  return { size, entries };
}

/** v → A·v; counts its calls in `calls` where given. */
export function product({ size, entries }: Dense, counter?: { calls: number }): Multiply {
  return (v, into) => {
    if (counter) counter.calls++;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += entries[i * size + j]! * v[j]!;
      into[i] = sum;
    }
  };
}

/** |b − A·x| computed here. */
export function residualNorm(matrix: Dense, x: Float64Array, b: Float64Array): number {
  const ax = new Float64Array(b.length);
  product(matrix)(x, ax);
  return Math.hypot(...ax.map((entry, i) => b[i]! - entry));
}

export const geometric = (size: number, condition: number): number[] =>
  Array.from({ length: size }, (_, i) => (size === 1 ? 1 : condition ** (i / (size - 1))));

export const rhs = (size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => Math.cos(1 + 2 * i));
