export { dgemm } from "./blas/dgemm.ts";
export { dsyrk } from "./blas/dsyrk.ts";
export { dtrsm } from "./blas/dtrsm.ts";
export type {
  Diagonal,
  Layout,
  Side,
  Transpose,
  Triangle,
  WithNdarray,
} from "./blas/layout.ts";
export { dgemv, dger } from "./blas/matrixVector.ts";
export { dasum, daxpy, ddot, dnrm2, dscal, idamax } from "./blas/vector.ts";
