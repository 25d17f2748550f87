/**
 * The raw exports of the WebAssembly module. Pointers are byte addresses of doubles, counts are
 * elements, `aRow` is the row stride of a row-major matrix in elements. Kernels validate nothing.
 */
export interface Kernels {
  heapBase(): number;
  registerFile(): number;
  execute(words: number): number;

  dot(n: number, x: number, xStep: number, y: number, yStep: number): number;
  axpy(n: number, alpha: number, x: number, xStep: number, y: number, yStep: number): void;
  scal(n: number, alpha: number, x: number, xStep: number): void;
  nrm2(n: number, x: number, xStep: number): number;
  asum(n: number, x: number, xStep: number): number;
  iamax(n: number, x: number, xStep: number): number;
  rotate(n: number, x: number, y: number, c: number, s: number): void;
  copyStrided(n: number, x: number, xStep: number, y: number, yStep: number): void;

  gemv: MatrixVector;
  gemvT: MatrixVector;
  ger(
    m: number,
    n: number,
    alpha: number,
    x: number,
    xStep: number,
    y: number,
    yStep: number,
    a: number,
    aRow: number,
  ): void;
  gemm(
    transA: number,
    transB: number,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    beta: number,
    c: number,
    cRow: number,
  ): void;
  syrk(
    trans: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    aRow: number,
    weights: number,
    beta: number,
    c: number,
    cRow: number,
  ): void;
  trsv(
    upper: number,
    trans: number,
    unit: number,
    n: number,
    a: number,
    aRow: number,
    x: number,
    xStep: number,
  ): void;
  trsm(
    right: number,
    upper: number,
    trans: number,
    unit: number,
    m: number,
    n: number,
    alpha: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
  ): void;

  cholesky(n: number, a: number, aRow: number): number;
  choleskySolve(n: number, nrhs: number, l: number, lRow: number, b: number, bRow: number): void;
  choleskyCondition(n: number, l: number, lRow: number, anorm: number, work: number): number;
  lu(n: number, a: number, aRow: number, pivots: number): number;
  luSolve(
    trans: number,
    n: number,
    nrhs: number,
    lu: number,
    luRow: number,
    pivots: number,
    b: number,
    bRow: number,
  ): void;
  luCondition: PivotedCondition;
  ldlt(n: number, a: number, aRow: number, pivots: number): number;
  ldltSolve(
    n: number,
    nrhs: number,
    a: number,
    aRow: number,
    pivots: number,
    b: number,
    bRow: number,
  ): void;
  ldltInertia(n: number, a: number, aRow: number, pivots: number): number;
  ldltCondition: PivotedCondition;
  norm1(m: number, n: number, a: number, aRow: number): number;
}

type MatrixVector = (
  m: number,
  n: number,
  alpha: number,
  a: number,
  aRow: number,
  x: number,
  xStep: number,
  beta: number,
  y: number,
  yStep: number,
) => void;

type PivotedCondition = (
  n: number,
  factor: number,
  factorRow: number,
  pivots: number,
  anorm: number,
  work: number,
) => number;
