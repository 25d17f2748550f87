// The dense kernels on their own: factor once, solve often. No expressions, no levels; any array of numbers goes in.
import assert from "node:assert/strict";
import { cholesky, eigSym, gemm, ldlt, leastSquares } from "echelon/linalg";

// A covariance of three measurements, and the weights of their best average.
const covariance = [
  [4, 1, 0.5],
  [1, 3, 0.2],
  [0.5, 0.2, 2],
];
const factor = cholesky(covariance);
const weights = factor.solve([1, 1, 1]) as Float64Array;
console.log("weights", weights);
covariance.forEach((row) => {
  const product = row.reduce((sum, entry, j) => sum + entry * weights[j]!, 0);
  assert.ok(Math.abs(product - 1) < 1e-14);
});
factor.dispose();

// The signs of the eigenvalues come with the factorisation of an indefinite matrix.
const saddle = [
  [1, 2],
  [2, 1],
];
const { values } = eigSym(saddle);
console.log("eigenvalues", values);
assert.ok(Math.abs(values[0]! + 1) < 1e-14 && Math.abs(values[1]! - 3) < 1e-14);
assert.equal(ldlt(saddle).negativeEigenvalues(), 1);

// A line through three points, by QR.
const line = leastSquares(
  [
    [1, 0],
    [1, 1],
    [1, 2],
  ],
  [1, 2.5, 4],
) as Float64Array;
console.log("intercept and slope", line);
assert.ok(Math.abs(line[0]! - 1) < 1e-14 && Math.abs(line[1]! - 1.5) < 1e-14);

// Products take transposes without copying, and typed arrays without converting.
const gram = gemm(covariance, covariance, { transposeA: true });
assert.equal(gram.data[0], 4 * 4 + 1 * 1 + 0.5 * 0.5);
