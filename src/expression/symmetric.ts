import { add } from "./add.ts";
import { type Contraction, contract, contraction } from "./contract.ts";
import type { Expression } from "./node.ts";
import { unary } from "./operator/unary.ts";
import { permute, scale } from "./view.ts";

/** How far down a matrix is examined: chains of sums may be as long as a loop that was unrolled. */
const DEPTH_MOST = 50;

/** (A + Aᵀ)/2; A itself where the graph shows that it is symmetric. */
export function symmetricPart(matrix: Expression): Expression {
  if (isSymmetric(matrix, new Map(), 0)) return matrix;
  return scale(add(matrix, permute(matrix, [1, 0])), 0.5);
}

/** Whether a matrix is symmetric by construction: XᵀDX, and sums and elementwise images of such. */
function isSymmetric(node: Expression, seen: Map<Expression, boolean>, depth: number): boolean {
  const known = seen.get(node);
  if (known !== undefined) return known;
  const result = depth < DEPTH_MOST && byConstruction(node, seen, depth + 1);
  seen.set(node, result);
  return result;
}

function byConstruction(node: Expression, seen: Map<Expression, boolean>, depth: number): boolean {
  const product = contraction(node);
  if (product) return isOwnTranspose(node, product) || isWeighted(node, product, seen, depth);
  if (node.op === "constant") {
    const data: Float64Array = node.attributes.data;
    const n = node.shape[0]!;
    return data.every((x, at) => Object.is(x, data[(at % n) * n + Math.floor(at / n)]));
  }
  if (node.op !== "add" && !(node.op in unary)) return false;
  return node.inputs.every((input) => isSymmetric(input, seen, depth));
}

/** With the axes of the result swapped it is the same node: contractions are canonical. */
function isOwnTranspose(
  { inputs }: Expression,
  { labels, output, sizes, scale: by }: Contraction,
): boolean {
  const factors = inputs.map((input, k) => ({ node: input, labels: labels[k]! }));
  const [rows, columns] = output as [number, number];
  const build = (order: readonly number[]) => contract(factors, order, sizes, by);
  return build([columns, rows]) === build([rows, columns]);
}

/** A product of symmetric matrices entry by entry, and of factors without these axes. */
function isWeighted(
  node: Expression,
  { labels }: Contraction,
  seen: Map<Expression, boolean>,
  depth: number,
): boolean {
  return labels.every((list, k) => {
    if (!list.includes(0) && !list.includes(1)) return true;
    const isMatrix = list.length === 2 && list.includes(0) && list.includes(1);
    return isMatrix && isSymmetric(node.inputs[k]!, seen, depth);
  });
}
