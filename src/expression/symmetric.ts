import { add } from "./add.ts";
import { type Contraction, contract, contraction, factorsOf } from "./contract.ts";
import type { Expression } from "./node.ts";
import { unary } from "./operator/unary.ts";
import { permute, scale } from "./view.ts";

/** How far down a matrix is examined: chains of sums may be as long as a loop that was unrolled. */
const DEPTH_MOST = 50;

/** (A + Aᵀ)/2; A itself where the graph shows that it is symmetric. */
export function symmetricPart(matrix: Expression): Expression {
  if (isSymmetric(matrix, [1, 0])) return matrix;
  return scale(add(matrix, permute(matrix, [1, 0])), 0.5);
}

/**
 * Whether exchanging axes changes nothing by construction: XᵀDX, and sums and elementwise images of
 * such. Axis i changes places with axis `order[i]`.
 */
export function isSymmetric(node: Expression, order: readonly number[]): boolean {
  return isFixed(node, order, new Map(), 0);
}

function isFixed(
  node: Expression,
  order: readonly number[],
  seen: Map<string, boolean>,
  depth: number,
): boolean {
  if (order.every((to, axis) => to === axis)) return true;
  if (order.some((to, axis) => node.shape[to] !== node.shape[axis])) return false;
  const key = `${node.id}:${order}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const result = depth < DEPTH_MOST && byConstruction(node, order, seen, depth + 1);
  seen.set(key, result);
  return result;
}

function byConstruction(
  node: Expression,
  order: readonly number[],
  seen: Map<string, boolean>,
  depth: number,
): boolean {
  const product = contraction(node);
  if (product)
    return isOwnTranspose(node, product, order) || isExchanged(node, product, order, seen, depth);
  if (node.op === "constant" && order.length === 2) {
    const data: Float64Array = node.attributes.data;
    const n = node.shape[0]!;
    return data.every((x, at) => Object.is(x, data[(at % n) * n + Math.floor(at / n)]));
  }
  if (node.op !== "add" && !(node.op in unary)) return false;
  return node.inputs.every((input) => isFixed(input, order, seen, depth));
}

/** With the axes of the result exchanged it is the same node: contractions are canonical. */
function isOwnTranspose(
  { inputs }: Expression,
  product: Contraction,
  order: readonly number[],
): boolean {
  const { output, sizes, scale: by } = product;
  const factors = factorsOf(inputs, product);
  const exchanged = order.map((axis) => output[axis]!);
  return contract(factors, exchanged, sizes, by) === contract(factors, output, sizes, by);
}

/** With the labels of the result exchanged the factors are the same, or their own transposes. */
function isExchanged(
  { inputs }: Expression,
  { labels, output }: Contraction,
  order: readonly number[],
  seen: Map<string, boolean>,
  depth: number,
): boolean {
  const image: number[] = [];
  for (const [axis, label] of output.entries()) {
    const to = output[order[axis]!]!;
    if ((image[label] ?? to) !== to) return false;
    image[label] = to;
  }
  return labels.every((list, k) => {
    const node = inputs[k]!;
    const moved = list.map((label) => image[label] ?? label);
    const count = (wanted: readonly number[]) =>
      labels.filter((other, at) => inputs[at] === node && other.join() === wanted.join()).length;
    if (count(moved) === count(list)) return true;
    const axes = moved.map((label) => list.indexOf(label));
    const isOrder = axes.every((axis, at) => axis >= 0 && axes[axis] === at);
    return isOrder && isFixed(node, axes, seen, depth);
  });
}
