import { fail } from "../../error/fail.ts";
import { broadcastShapes } from "../../value/broadcastShapes.ts";
import { labelsOf } from "../../value/shape.ts";
import { listed } from "../axes.ts";
import { lift, misfit, nameOf, type Operand } from "../lift.ts";
import type { Expression } from "../node.ts";
import { logDeterminant, type MatrixKind, solveWith } from "../solve.ts";
import { symmetricPart } from "../symmetric.ts";
import { broadcastTo, contractionOf, identity, permute } from "../view.ts";

/**
 * The product of matrices with NumPy's rules: vectors are rows on the left and columns on the
 * right, further leading axes are broadcast.
 *
 * @throws ERR_SHAPE  the inner sizes differ, or an operand is a scalar
 */
export function matmul(a: Operand, b: Operand): Expression {
  const [x, y] = [lift(a), lift(b)];
  const [n, m] = [x.shape.length, y.shape.length];
  const rowsOf = m === 1 ? y.shape[0] : y.shape[m - 2];
  if (n === 0 || m === 0 || x.shape[n - 1] !== rowsOf) misfit("matmul", [x, y]);
  const lead = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2), "matmul", () => [
    `the batch of ${nameOf(x)}`,
    `the batch of ${nameOf(y)}`,
  ]);
  const batch = labelsOf(lead);
  const [row, column, depth] = [lead.length, lead.length + 1, lead.length + 2];
  const left = n === 1 ? x : broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
  const right = m === 1 ? y : broadcastTo(y, [...lead, ...y.shape.slice(-2)]);
  return contractionOf(
    [
      [left, n === 1 ? [depth] : [...batch, row, depth]],
      [right, m === 1 ? [depth] : [...batch, depth, column]],
    ],
    [...batch, ...(n === 1 ? [] : [row]), ...(m === 1 ? [] : [column])],
  );
}

/** Reverses the axes, or puts them in the given order: axis i of the result is axis order[i] of x. */
export function transpose(x: Operand, order?: readonly number[]): Expression {
  const node = lift(x);
  const axes = labelsOf(node.shape);
  const target = order === undefined ? axes.reverse() : listed("order of transpose", order);
  if (
    [...target].sort((a, b) => a - b).some((axis, i) => axis !== i) ||
    target.length !== node.shape.length
  )
    fail("ERR_OPTION", {
      option: "order of transpose",
      given: order,
      expected: `a permutation of 0…${node.shape.length - 1}`,
    });
  return permute(node, target);
}

/** All products x_i y_j, of shape x.shape ++ y.shape. */
export function outer(x: Operand, y: Operand): Expression {
  const [a, b] = [lift(x), lift(y)];
  const left = labelsOf(a.shape);
  const right = labelsOf(b.shape, left.length);
  return contractionOf(
    [
      [a, left],
      [b, right],
    ],
    [...left, ...right],
  );
}

/** The diagonal matrix of a vector; the diagonal of a matrix. */
export function diag(x: Operand): Expression {
  const node = lift(x);
  if (node.shape.length === 1) return contractionOf([[node, [0]]], [0, 0]);
  requireSquare("diag", node);
  return contractionOf([[node, [0, 0]]], [0]);
}

/** Sum of the diagonal of a square matrix. */
export function trace(x: Operand): Expression {
  const node = requireSquare("trace", lift(x));
  return contractionOf([[node, [0, 0]]], []);
}

/** Says what the caller knows of the matrix: "general" (LU), "symmetric" (LDLᵀ), "spd" (Cholesky). */
export interface MatrixOptions {
  readonly kind?: MatrixKind;
}

/**
 * X with A X = B, for A of shape n × n and B of shape n or n × anything.
 *
 * @throws ERR_SHAPE here, ERR_SINGULAR when it is evaluated
 */
export function solveLinear(
  a: Operand,
  b: Operand,
  { kind = "general" }: MatrixOptions = {},
): Expression {
  const matrix = requireKind("solveLinear", lift(a), kind);
  const right = lift(b);
  if (right.shape[0] !== matrix.shape[0]) misfit("solveLinear", [matrix, right]);
  return solveWith(matrix, right, kind);
}

/** A⁻¹. Prefer solveLinear: it is faster and more accurate. */
export function inverse(a: Operand, { kind = "general" }: MatrixOptions = {}): Expression {
  const matrix = requireKind("inverse", lift(a), kind);
  return solveWith(matrix, identity([matrix.shape[0]!]), kind);
}

/** log |det A|, without overflow. */
export function logDet(a: Operand, { kind = "general" }: MatrixOptions = {}): Expression {
  return logDeterminant(requireKind("logDet", lift(a), kind), kind);
}

/** The matrix that is factored: "symmetric" and "spd" mean (A + Aᵀ)/2, and so do their derivatives. */
function requireKind(operation: string, x: Expression, kind: MatrixKind): Expression {
  if (!["general", "symmetric", "spd"].includes(kind))
    fail("ERR_OPTION", {
      operation,
      option: "kind",
      given: kind,
      expected: '"general", "symmetric" or "spd"',
    });
  const matrix = requireSquare(operation, x);
  return kind === "general" || matrix.shape[0]! < 2 ? matrix : symmetricPart(matrix);
}

function requireSquare(operation: string, x: Expression): Expression {
  if (x.shape.length !== 2 || x.shape[0] !== x.shape[1])
    misfit(operation, [x], "A square matrix is needed.");
  return x;
}
