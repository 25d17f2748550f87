import ddot from "@stdlib/blas-base-ddot";
import dgemm from "@stdlib/blas-base-dgemm";
import dgemv from "@stdlib/blas-base-dgemv";
import dnrm2 from "@stdlib/blas-base-dnrm2";
import * as blas from "echelon/blas";
import { levenbergMarquardt } from "echelon/levenberg-marquardt";
import { mathjs } from "echelon/mathjs";
import { mlMatrix } from "echelon/ml-matrix";
import { numeric } from "echelon/numeric";
import { all, create, type MathJsInstance } from "mathjs";
import { levenbergMarquardt as libraryFit } from "ml-levenberg-marquardt";
import * as matrices from "ml-matrix";
import numericLibrary from "numeric";
import { matrix } from "./peers/peer.ts";

/** The library's call and the drop-in's, on the same arguments. */
type Pair = readonly [own: () => void, dropIn: () => void];

/** One call of one library. */
export interface Operation {
  readonly name: string;
  /** The size from which the drop-in takes over. */
  readonly from: string;
  /** The library takes too long beyond. */
  readonly largest?: number;
  readonly pair: (n: number) => Pair;
}

/** Everything that is accelerated; `forced` takes over at every size. */
export function libraries(forced: boolean): Operation[] {
  const options = forced ? { smallest: 1, smallestProduct: 1 } : {};
  return [
    ...mlMatrixCases(options),
    ...mathjsCases(options),
    ...numericCases(options),
    ...blasCases(),
    fitCase,
  ];
}

const rows = (n: number, seed: number): number[][] => {
  const a = matrix(n, seed);
  return Array.from({ length: n }, (_, i) => [...a.subarray(i * n, i * n + n)]);
};

/** Symmetric, and heavy on the diagonal. */
const definite = (n: number): number[][] => {
  const a = rows(n, 1);
  return a.map((row, i) => row.map((x, j) => (i === j ? n : 0) + (j > i ? a[j]![i]! : x)));
};

const column = (n: number): number[] => Array.from({ length: n }, (_, i) => 1 + (i % 7));

function mlMatrixCases(options: { smallest?: number }): Operation[] {
  const { Matrix } = matrices;
  type Matrix = matrices.Matrix;
  const fast = mlMatrix<Matrix, typeof matrices>(matrices, options);
  const { CholeskyDecomposition: Cholesky, LuDecomposition: Lu } = matrices;
  const methods = () => [Matrix.prototype.mmul, Lu.prototype.solve, Cholesky.prototype.solve];
  const [mmul, luSolve, choleskySolve] = methods();
  const undo = fast.accelerate();
  const [fastMmul, fastLuSolve, fastCholeskySolve] = methods();
  undo();
  const of = (name: string, from: string, pair: (a: Matrix, b: Matrix) => Pair): Operation => ({
    name: `ml-matrix ${name}`,
    from,
    pair: (n) => pair(new Matrix(definite(n)), Matrix.columnVector(column(n))),
  });
  return [
    of("mmul", "16", (a) => [() => mmul!.call(a, a as never), () => fastMmul!.call(a, a as never)]),
    of("solve", "12", (a, b) => [() => matrices.solve(a, b), () => fast.solve(a, b)]),
    of("inverse", "12", (a) => [() => matrices.inverse(a), () => fast.inverse(a)]),
    of("determinant", "12", (a) => [() => matrices.determinant(a), () => fast.determinant(a)]),
    of("LuDecomposition", "12", (a) => [() => new Lu(a), () => new fast.LuDecomposition(a)]),
    of("LuDecomposition.solve", "32", (a, b) => {
      const factor = new Lu(a);
      return [() => luSolve!.call(factor, b), () => fastLuSolve!.call(factor, b)];
    }),
    of("CholeskyDecomposition", "16", (a) => [
      () => new Cholesky(a),
      () => new fast.CholeskyDecomposition(a),
    ]),
    of("CholeskyDecomposition.solve", "32", (a, b) => {
      const factor = new Cholesky(a);
      return [() => choleskySolve!.call(factor, b), () => fastCholeskySolve!.call(factor, b)];
    }),
  ];
}

function mathjsCases(options: object): Operation[] {
  const [own, fast] = [create(all!, {}), create(all!, {})];
  fast.import(mathjs(fast as never, options), { override: true });
  const of = (
    name: string,
    from: string,
    call: (math: MathJsInstance, n: number) => () => void,
  ) => ({
    name: `mathjs ${name}`,
    from,
    largest: 128,
    pair: (n: number): Pair => [call(own, n), call(fast, n)],
  });
  const single =
    (name: "inv" | "det") =>
    (math: MathJsInstance, n: number): (() => void) => {
      const a = math.matrix(definite(n));
      return () => math[name](a as never);
    };
  return [
    of("multiply", "16", (math, n) => {
      const [a, b] = [math.matrix(rows(n, 1)), math.matrix(rows(n, 2))];
      return () => math.multiply(a, b);
    }),
    of("lusolve", "16", (math, n) => {
      const [a, b] = [math.matrix(definite(n)), math.matrix(column(n).map((x) => [x]))];
      return () => math.lusolve(a, b);
    }),
    of("inv", "16", single("inv")),
    of("det", "16", single("det")),
  ];
}

function numericCases(options: object): Operation[] {
  const own = { ...numericLibrary };
  const fast = numeric(numericLibrary, options);
  const of = (name: string, from: string, call: (library: typeof fast, a: number[][]) => void) => ({
    name: `numeric ${name}`,
    from,
    pair: (n: number): Pair => {
      const a = definite(n);
      return [() => call(own as unknown as typeof fast, a), () => call(fast, a)];
    },
  });
  return [
    of("dot", "20", (library, a) => library.dot(a, a)),
    of("solve", "16", (library, a) => library.solve(a, a[0]!)),
    of("inv", "16", (library, a) => library.inv(a)),
    of("det", "16", (library, a) => library.det(a)),
    of("LU", "32", (library, a) => library.LU(a)),
  ];
}

function blasCases(): Operation[] {
  const [A, B, C] = [1, 2, 3].map((seed) => matrix(256, seed));
  const gemm = (f: typeof blas.dgemm, trans: blas.Transpose, n: number) => () => {
    f("row-major", "no-transpose", trans, n, n, n, 1, A!, n, B!, n, 0, C!, n);
  };
  const strided = (f: typeof blas.dgemm, n: number) => () => {
    f.ndarray(
      ...(["no-transpose", "no-transpose", n, n, n, 1, A!, 1, n, 0] as const),
      ...([B!, -n, 1, n * (n - 1), 0, C!, 1, n, 0] as const),
    );
  };
  const gemv = (f: typeof blas.dgemv, n: number) => () => {
    f("row-major", "no-transpose", n, n, 1, A!, n, B!, 1, 0, C!, 1);
  };
  const theirs = dgemm as unknown as typeof blas.dgemm;
  return [
    {
      name: "stdlib dgemm",
      from: "12",
      pair: (n) => [gemm(theirs, "no-transpose", n), gemm(blas.dgemm, "no-transpose", n)],
    },
    {
      name: "stdlib dgemm, transposed",
      from: "12",
      pair: (n) => [gemm(theirs, "transpose", n), gemm(blas.dgemm, "transpose", n)],
    },
    {
      name: "stdlib dgemm.ndarray, mixed strides",
      from: "12",
      pair: (n) => [strided(theirs, n), strided(blas.dgemm, n)],
    },
    {
      name: "stdlib dgemv",
      from: "loops",
      pair: (n) => [gemv(dgemv as unknown as typeof blas.dgemv, n), gemv(blas.dgemv, n)],
    },
    {
      name: "stdlib ddot, n² numbers",
      from: "loops",
      pair: (n) => [() => ddot(n * n, A!, 1, B!, 1), () => blas.ddot(n * n, A!, 1, B!, 1)],
    },
    {
      name: "stdlib dnrm2, n² numbers",
      from: "loops",
      pair: (n) => [() => dnrm2(n * n, A!, 1), () => blas.dnrm2(n * n, A!, 1)],
    },
  ];
}

const decay =
  ([a = 0, b = 0, c = 0]: number[]) =>
  (t: number) =>
    a * Math.exp(-b * t) + c;

const fitCase: Operation = {
  name: "ml-levenberg-marquardt, n points",
  from: "all",
  pair: (n) => {
    const x = Array.from({ length: n }, (_, i) => (4 * i) / n);
    const data = { x, y: x.map((t, i) => decay([2, 0.7, 0.3])(t) + 0.01 * ((i * 7919) % 11)) };
    const options = { initialValues: [1, 1, 0], maxIterations: 10, errorTolerance: 0 };
    return [() => libraryFit(data, decay, options), () => levenbergMarquardt(data, decay, options)];
  },
};
