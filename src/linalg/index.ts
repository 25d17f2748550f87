export { EchelonError } from "../error/echelonError.ts";
export type { NestedArray, StridedArray, TypedArray, Value } from "../value/value.ts";
export { Cholesky, cholesky } from "./cholesky.ts";
export { type Eigen, eigSym } from "./eigSym.ts";
export { Factor } from "./factor.ts";
export { type GemmOptions, gemm } from "./gemm.ts";
export { Ldlt, ldlt } from "./ldlt.ts";
export { leastSquares } from "./leastSquares.ts";
export { Lu, lu } from "./lu.ts";
export type { Matrix } from "./matrix.ts";
export { Qr, qr } from "./qr.ts";
export {
  type Extreme,
  type LanczosOptions,
  smallestEigenvalue,
} from "./smallestEigenvalue.ts";
export { condition, inverse, type Kind, type SolveOptions, solve } from "./solve.ts";
export { type SyrkOptions, syrk } from "./syrk.ts";
