// The back ends against the real libraries: the same calls before and after, on the same random inputs, at sizes on
// both sides of where each steps aside. Run by npm run test:runtimes, which installs the libraries.
import assert from "node:assert/strict";
import { mathjs } from "echelon/mathjs";
import { dgemm, dtrsm } from "echelon/blas";
import { levenbergMarquardt } from "echelon/levenberg-marquardt";
import { solve } from "echelon/linalg";
import { conjugateGradient, minimizeLbfgs, nelderMead, uncmin } from "echelon/minimizers";
import { mlMatrix } from "echelon/ml-matrix";
import { numeric as numericBackEnd } from "echelon/numeric";
import { all, create } from "mathjs";
import * as library from "ml-matrix";
import ndarray from "ndarray";
import numeric from "numeric";

const sizes = [1, 3, 15, 16, 31, 47, 48, 70];
let state = 1;
const random = () => {
  state = (state * 16807) % 2147483647;
  return state / 2147483647 - 0.5;
};
const rows = (m, n) => Array.from({ length: m }, () => Array.from({ length: n }, random));
/** Random and well conditioned. */
const system = (n) => rows(n, n).map((row, i) => row.map((x, j) => (i === j ? x + n : x)));
const message = (call) => {
  try {
    return JSON.stringify(call());
  } catch (error) {
    return error.message;
  }
};

function near(actual, expected, tolerance = 1e-11) {
  const [a, b] = [actual, expected].map((value) => value.flat(2));
  assert.equal(a.length, b.length);
  const scale = Math.max(1, ...b.map(Math.abs));
  a.forEach((value, i) => {
    assert.ok(Math.abs(value - b[i]) <= tolerance * scale, `${value} ≠ ${b[i]}`);
  });
}

const programs = {
  "ml-matrix"() {
    const { Matrix } = library;
    const backEnd = mlMatrix(library);
    for (const n of sizes) {
      const [A, B] = [new Matrix(system(n)), new Matrix(rows(n, n + 2))];
      const before = [A.mmul(B), B.transpose().mmul(A), A.subMatrix(0, n - 1, 0, 0).mmul(B.subMatrix(0, 0, 0, n))];
      const view = new library.MatrixTransposeView(B).mmul(A);
      const undo = backEnd.accelerate();
      const after = [A.mmul(B), B.transpose().mmul(A), A.subMatrix(0, n - 1, 0, 0).mmul(B.subMatrix(0, 0, 0, n))];
      near(new library.MatrixTransposeView(B).mmul(A).to2DArray(), view.to2DArray());
      undo();
      before.forEach((expected, i) => {
        assert.ok(after[i] instanceof Matrix);
        near(after[i].to2DArray(), expected.to2DArray());
      });
      near(backEnd.solve(A, B).to2DArray(), library.solve(A, B).to2DArray());
      near(backEnd.inverse(A).to2DArray(), library.inverse(A).to2DArray());
      near(backEnd.solve(A, B, true).to2DArray(), library.solve(A, B, true).to2DArray());
      near([backEnd.determinant(A) / library.determinant(A)], [1]);
      near(new backEnd.LuDecomposition(A).solve(B).to2DArray(), library.solve(A, B).to2DArray());
      const definite = A.mmul(A.transpose());
      definite.add(definite.transpose());
      assert.ok(new backEnd.CholeskyDecomposition(definite) instanceof library.CholeskyDecomposition);
      near(
        new backEnd.CholeskyDecomposition(definite).solve(B).to2DArray(),
        new library.CholeskyDecomposition(definite).solve(B).to2DArray(),
      );
      const singular = Matrix.ones(n + 1, n + 1);
      assert.equal(message(() => backEnd.inverse(singular)), message(() => library.inverse(singular)));
    }
    const missing = Matrix.eye(50);
    missing.set(3, 4, Number.NaN);
    const undo = backEnd.accelerate();
    assert.ok(Number.isNaN(missing.mmul(missing).get(3, 4)));
    undo();
  },
  mathjs() {
    const own = create(all);
    const fast = create(all);
    fast.import(mathjs(fast), { override: true });
    const list = (value) => value.valueOf();
    for (const n of sizes) {
      const [A, B, c] = [system(n), rows(n, n + 1), rows(n, 1)];
      for (const wrap of [(x) => x, (x, math) => math.matrix(x)]) {
        const both = (call) => [fast, own].map((math) => call(math, (x) => wrap(x, math)));
        const same = (call) => {
          const [actual, expected] = both(call);
          assert.equal(Array.isArray(actual), Array.isArray(expected));
          near(list(actual), list(expected));
        };
        same((math, w) => math.multiply(w(A), w(B)));
        same((math, w) => math.multiply(w(A), B));
        same((math, w) => math.inv(w(A)));
        same((math, w) => math.lusolve(w(A), w(c)));
        same((math, w) => math.lusolve(w(A), w(c.flat())));
        const [actual, expected] = both((math, w) => math.det(w(A)));
        near([actual / expected], [1]);
      }
    }
    const singular = Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => 1));
    for (const call of [(m) => m.inv(singular), (m) => m.lusolve(singular, rows(50, 1)), (m) => m.multiply(singular, [[1]])])
      assert.equal(message(() => call(fast)), message(() => call(own)));
    const other = ["2 * 3", "2 m * 3", "bignumber(2) * 3", "(1 + i) * [1, 2; 3, 4]", "sparse([1, 2; 3, 4]) * [1, 2; 3, 4]", "det([1, 2; 3, 4])", "inv(4)", "[1, 2, 3] * [4, 5, 6]"];
    for (const text of other) assert.equal(fast.evaluate(text).toString(), own.evaluate(text).toString());
    const dependent = "[[1, 2], [3, 4]] ^ 2 \\ [1, 1]";
    assert.equal(message(() => fast.evaluate(dependent)), message(() => own.evaluate(dependent)));
  },
  numeric() {
    const rosenbrock = ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const slope = ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)];
    for (const start of [[-1.2, 1], [0, 0], [3, -2]]) {
      const [ours, theirs] = [uncmin(rosenbrock, start), numeric.uncmin(rosenbrock, start)];
      assert.ok(ours.f <= theirs.f + 1e-12, `${ours.f} > ${theirs.f}`);
      near(ours.solution, [1, 1], 1e-5);
      near(uncmin(rosenbrock, start, 1e-8, slope).solution, [1, 1], 1e-7);
      near(minimizeLbfgs(rosenbrock, slope, start).argument, [1, 1], 1e-7);
    }
    const bowl = (x, gradient) => {
      gradient[0] = 2 * (x[0] - 3);
      gradient[1] = 8 * (x[1] + 1);
      return (x[0] - 3) ** 2 + 4 * (x[1] + 1) ** 2;
    };
    // fmin 0.0.4 exports nothing that Node can load: its calls are held to the minimum itself.
    near(conjugateGradient(bowl, [0, 0]).x, [3, -1], 1e-5);
    near(nelderMead((x) => bowl(x, []), [0, 0]).x, [3, -1], 1e-3);
    const backEnd = numericBackEnd(numeric);
    for (const n of sizes) {
      const [A, B] = [system(n), rows(n, n)];
      near(backEnd.dot(A, B), numeric.dot(A, B));
      near(backEnd.inv(A), numeric.inv(A));
      near(backEnd.solve(A, B[0]), numeric.solve(A, B[0]));
      near(backEnd.LU(A).LU, numeric.LU(A).LU);
      near([backEnd.det(A) / numeric.det(A)], [1]);
      const C = new Float64Array(n * n);
      const size = [n, n, n];
      dgemm("row-major", "no-transpose", "no-transpose", ...size, 1, Float64Array.from(A.flat()), n, Float64Array.from(B.flat()), n, 0, C, n);
      near([...C], numeric.dot(A, B));
      const b = Float64Array.from(B.flat());
      dtrsm("row-major", "left", "lower", "no-transpose", "non-unit", n, n, 1, Float64Array.from(A.flat()), n, b, n);
      const L = A.map((row, i) => row.map((x, j) => (j > i ? 0 : x)));
      near(numeric.dot(L, Array.from({ length: n }, (_, i) => [...b.slice(i * n, i * n + n)])), B);
    }
    const x = [0, 1, 2, 3];
    const fit = levenbergMarquardt({ x, y: x.map((t) => 2 * t - 2) }, ([a, c]) => (t) => a * t + c, { initialValues: [1, 0] });
    near(fit.parameterValues, [2, -2], 1e-4);
  },
  ndarray() {
    const n = 6;
    const [A, b] = [system(n), rows(n, 1).flat()];
    const view = ndarray(new Float64Array(A.flat()), [n, n]).transpose(1, 0).step(-1, 1);
    const plain = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => view.get(i, j)));
    near([...solve(view, ndarray(new Float64Array(b), [n]))], [...solve(plain, b)], 0);
  },
};

for (const [name, program] of Object.entries(programs))
  if (process.argv[2] === undefined || process.argv[2] === name) program();
console.log(JSON.stringify("as the library's own"));
