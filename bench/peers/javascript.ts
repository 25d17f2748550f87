import { createRequire } from "node:module";
import { library, matrix, type Peer } from "./peer.ts";

// Development dependencies of this package; ECHELON_PEERS names a folder with others.
const require = createRequire(`${process.env.ECHELON_PEERS ?? process.cwd()}/`);

/** A library by name, or undefined when it is not installed. */
// biome-ignore lint/suspicious/noExplicitAny: packages that are not installed have no types.
function optional(name: string): any {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}

const rows = (n: number, seed: number): number[][] => {
  const a = matrix(n, seed);
  return Array.from({ length: n }, (_, i) => [...a.subarray(i * n, i * n + n)]);
};

/** Heavy on the diagonal and symmetric: positive definite. */
const symmetric = (n: number): number[][] => {
  const a = rows(n, 1);
  return a.map((row, i) => row.map((value, j) => (j > i ? a[j]![i]! : value)));
};

/** ml-matrix: a class over arrays of Float64Array. */
export function mlMatrix(): Peer | undefined {
  const library_ = optional("ml-matrix");
  if (library_ === undefined) return undefined;
  const { Matrix, CholeskyDecomposition, LuDecomposition } = library_;
  return library(
    "ml-matrix",
    {
      gemm: (n) => {
        const [a, b] = [new Matrix(rows(n, 1)), new Matrix(rows(n, 2))];
        return () => a.mmul(b);
      },
      cholesky: (n) => {
        const a = new Matrix(symmetric(n));
        return () => new CholeskyDecomposition(a);
      },
      lu: (n) => {
        const a = new Matrix(rows(n, 1));
        return () => new LuDecomposition(a);
      },
    },
    256,
  );
}

/** mathjs: matrices of anything. */
export function mathjs(): Peer | undefined {
  const math = optional("mathjs");
  if (math === undefined) return undefined;
  return library(
    "mathjs",
    {
      gemm: (n) => {
        const [a, b] = [math.matrix(rows(n, 1)), math.matrix(rows(n, 2))];
        return () => math.multiply(a, b);
      },
      lu: (n) => {
        const a = math.matrix(rows(n, 1));
        return () => math.lup(a);
      },
    },
    128,
  );
}

/** numeric: arrays of arrays, loops unrolled by text. */
export function numeric(): Peer | undefined {
  const library_ = optional("numeric");
  if (library_ === undefined) return undefined;
  return library(
    "numeric",
    {
      gemm: (n) => {
        const [a, b] = [rows(n, 1), rows(n, 2)];
        return () => library_.dot(a, b);
      },
      lu: (n) => {
        const a = rows(n, 1);
        return () => library_.LU(a);
      },
    },
    256,
  );
}

/** What one writes without a library: three loops over Float64Arrays. */
export function loops(): Peer {
  return library(
    "loops",
    {
      gemm: (n) => {
        const [a, b, c] = [matrix(n, 1), matrix(n, 2), new Float64Array(n * n)];
        return () => multiply(a, b, c, n);
      },
      cholesky: (n) => {
        const a = Float64Array.from(symmetric(n).flat());
        const work = new Float64Array(n * n);
        return () => {
          work.set(a);
          factor(work, n);
        };
      },
    },
    256,
  );
}

function multiply(a: Float64Array, b: Float64Array, c: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < n; p++) sum += a[i * n + p]! * b[p * n + j]!;
      c[i * n + j] = sum;
    }
  }
}

function factor(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let p = 0; p < j; p++) sum -= a[i * n + p]! * a[j * n + p]!;
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * (n + 1)]!;
    }
  }
}
