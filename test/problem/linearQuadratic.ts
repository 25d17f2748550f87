import { constant, type Expression, type Level, minimize, variable } from "echelon";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

/** T2: f_k = ½xᵀQ_kx + q_kᵀx over all variables x = (x_1 … x_n) of the given level sizes. */
export interface LinearQuadratic {
  readonly sizes: readonly number[];
  /** Row-major, N × N, symmetric. */
  readonly Q: readonly Float64Array[];
  readonly q: readonly Float64Array[];
}

/** Random couplings in every block; own blocks strong enough that each total Hessian is definite. */
export function randomLinearQuadratic(sizes: readonly number[], seed: number): LinearQuadratic {
  const next = random(seed);
  const N = sizes.reduce((sum, d) => sum + d, 0);
  const Q = sizes.map(() => {
    const a = new Float64Array(N * N);
    for (let i = 0; i < N; i++)
      for (let j = 0; j <= i; j++) {
        const entry = i === j ? 4 + next() : (0.8 * next()) / Math.sqrt(N);
        a[i * N + j] = entry;
        a[j * N + i] = entry;
      }
    return a;
  });
  return { sizes, Q, q: sizes.map(() => Float64Array.from({ length: N }, next)) };
}

/** The problem as levels; variables are vectors of their level's size. */
export function linearQuadratic({ sizes, Q, q }: LinearQuadratic): {
  variables: Expression[];
  levels: Level[];
} {
  const variables = sizes.map((d, k) => variable(`x${k + 1}`, new Float64Array(d)));
  const starts = sizes.map((_, k) => sizes.slice(0, k).reduce((sum, d) => sum + d, 0));
  const N = q[0]!.length;
  const block = (a: Float64Array, i: number, j: number) =>
    constant(
      Array.from({ length: sizes[i]! }, (_, r) =>
        Array.from({ length: sizes[j]! }, (_, c) => a[(starts[i]! + r) * N + starts[j]! + c]!),
      ),
    );
  const levels = sizes.map((_, k) => {
    let f = variables[0]!.sum().mul(0);
    for (const [i, x] of variables.entries()) {
      f = f.add(x.dot(q[k]!.subarray(starts[i]!, starts[i]! + sizes[i]!)));
      for (const [j, y] of variables.entries())
        f = f.add(x.dot(block(Q[k]!, i, j).matmul(y)).mul(0.5));
    }
    return minimize(variables[k]!, f, { name: `rank ${k + 1}` });
  });
  return { variables, levels };
}

/** Rows of a matrix with one column for each of x_1 … x_k and a last column for 1. */
type Affine = Float64Array[];

const times = (a: Affine, b: Affine): Affine =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, entry, i) => sum + entry * b[i]![j]!, 0)));

const transposed = (a: Affine): Affine =>
  Array.from(a[0]!, (_, j) => Float64Array.from(a, (row) => row[j]!));

/**
 * The backward recursion of maths.md T2, without any derivative: T expresses all variables by those
 * of levels 1 … k; level k's response is read from TᵀQ_kT and substituted.
 */
export function linearQuadraticSolution({ sizes, Q, q }: LinearQuadratic) {
  const N = q[0]!.length;
  const identity = (n: number): Affine =>
    Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => +(i === j)));
  let T = identity(N + 1);
  let outer: Affine = [];
  for (let k = sizes.length - 1; k >= 0; k--) {
    const before = sizes.slice(0, k).reduce((sum, d) => sum + d, 0);
    const d = sizes[k]!;
    const full = Array.from({ length: N + 1 }, (_, i) =>
      Float64Array.from({ length: N + 1 }, (_, j) => {
        if (i < N && j < N) return Q[k]![i * N + j]!;
        return i === N && j === N ? 0 : q[k]![Math.min(i, j)]!;
      }),
    );
    const M = times(transposed(T), times(full, T));
    if (k === 0) outer = M;
    const rest = [...Array(before).keys(), before + d];
    const own = Array.from({ length: d }, (_, i) => before + i);
    const response = solveDense(
      d,
      own.flatMap((i) => own.map((j) => M[i]![j]!)),
      own.flatMap((i) => rest.map((j) => -M[i]![j]!)),
    ).solution;
    // Columns of T for x_k leave; what they carried goes to the columns of the levels above and of 1.
    T = T.map((row) =>
      Float64Array.from(rest, (column, j) =>
        own.reduce((sum, i, r) => sum + row[i]! * response[r * rest.length + j]!, row[column]!),
      ),
    );
  }
  /** F₁ as a quadratic of (x_1, 1): its gradient at x_1. */
  const gradient = (x: ArrayLike<number>) =>
    Float64Array.from({ length: sizes[0]! }, (_, i) => {
      const row = outer[i]!;
      return row[sizes[0]!]! + Array.from(x).reduce((sum, entry, j) => sum + row[j]! * entry, 0);
    });
  return { solution: T.slice(0, N).map((row) => row[0]!), gradient };
}
