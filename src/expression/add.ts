import {
  type Contraction,
  contraction,
  isZero,
  splitScale,
  uniform,
  uniformValue,
} from "./contract.ts";
import { embed, splitEmbedding, united } from "./embedding.ts";
import { addFactored } from "./factored.ts";
import { type Expression, intern } from "./node.ts";
import { scale } from "./view.ts";

/**
 * a + b of equal shapes. Zeros vanish, like terms are collected (x + x is 2x, x − x is 0), terms
 * that are broadcast or laid on a diagonal in the same way are added before, not after, and common
 * factors go before a bracket where that is smaller than the sum.
 */
export function add(a: Expression, b: Expression): Expression {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  const [u, v] = [uniformValue(a), uniformValue(b)];
  if (u !== undefined && v !== undefined) return uniform(u + v, a.shape);
  const [left, right] = [splitScale(a), splitScale(b)];
  if (left.core === right.core) return scale(left.core, left.scale + right.scale);
  const hoisted =
    addEmbedded(a, b) ?? addFactored(left, right, add) ?? collected(a, b, left, right);
  if (hoisted) return hoisted;
  return intern("add", a.id < b.id ? [a, b] : [b, a], {}, a.shape);
}

/** Sums are searched this many additions deep for a like term. */
const DEPTH_MOST = 6;

/** a + (… + c·a + …) with the like terms collected: derivatives of products repeat their terms. */
function collected(
  a: Expression,
  b: Expression,
  left: ReturnType<typeof splitScale>,
  right: ReturnType<typeof splitScale>,
): Expression | undefined {
  return withTerm(b, left, DEPTH_MOST) ?? withTerm(a, right, DEPTH_MOST);
}

/** The sum with scale · core added to its term with the same core; undefined when it has none. */
function withTerm(
  sum: Expression,
  term: ReturnType<typeof splitScale>,
  depth: number,
): Expression | undefined {
  if (sum.op !== "add" || depth === 0) return undefined;
  for (const [i, input] of sum.inputs.entries()) {
    const other = sum.inputs[1 - i]!;
    const own = splitScale(input);
    if (own.core === term.core) return add(other, scale(own.core, own.scale + term.scale));
    const joined = addFactored(own, term, add);
    if (joined) return add(other, joined);
    const deeper = withTerm(input, term, depth - 1);
    if (deeper) return add(deeper, other);
  }
  return undefined;
}

function addEmbedded(a: Expression, b: Expression): Expression | undefined {
  const [left, right] = [splitEmbedding(a), splitEmbedding(b)];
  const both = left && right && united(left, right, a.shape);
  return both && embed(add(...both.cores), both.axes, a.shape);
}

/** The sum of a list of equal shapes, as a balanced tree; undefined entries are zeros. */
export function sumOf(terms: readonly (Expression | undefined)[]): Expression | undefined {
  const list = terms.filter((term) => term !== undefined);
  if (list.length === 0) return undefined;
  while (list.length > 1) list.push(add(list.shift()!, list.shift()!));
  return list[0];
}

/** Whether a node is an identity matrix times a number: that number, else undefined. */
export function identityScale(node: Expression): number | undefined {
  const inner: Contraction | undefined = contraction(node);
  if (!inner || node.inputs.length > 0 || inner.output.length !== 2) return undefined;
  return inner.output[0] === inner.output[1] ? inner.scale : undefined;
}
