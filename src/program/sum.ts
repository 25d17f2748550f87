import { type Contraction, isProduct } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import { addDiagonal } from "./addDiagonal.ts";
import type { Builder } from "./builder.ts";
import { isEmbedding, scaledInputs } from "./contraction.ts";
import { ADD, ADD_3, ADD_PRODUCT, MULTIPLY, SUBTRACT, SUBTRACT_PRODUCT } from "./opcode.ts";
import { operand, viewOver } from "./operand.ts";
import { times } from "./product.ts";
import { spread, type View } from "./view.ts";

/** coefficient · Π factors, element by element. */
interface Term {
  readonly coefficient: number;
  /** One or two views of the shape of the sum. */
  readonly factors: readonly View[];
}

/**
 * Lowers a tree of additions as one sum: equal terms are counted, products are added in the
 * operation that multiplies, and terms on a diagonal touch nothing else.
 */
export function sum(builder: Builder, node: Expression): View {
  const terms = new Terms();
  const diagonals: Expression[] = [];
  for (const leaf of addends(builder, node)) {
    const isDiagonal = leaf.op === "contract" && isEmbedding(leaf.attributes as Contraction);
    if (isDiagonal && leaf.shape.every((length) => length > 0)) diagonals.push(leaf);
    else terms.add(termOf(builder, leaf));
  }
  const kept = terms.list.filter(({ coefficient }) => coefficient !== 0);
  let result = kept.length > 0 ? total(builder, kept, node.shape) : undefined;
  if (!result && diagonals.length === 0) return spread(builder.number(0), node.shape);
  for (const diagonal of diagonals)
    result = result ? addDiagonal(builder, result, diagonal) : builder.value(diagonal);
  return result!;
}

/** Terms that differ, each with its coefficient, found by where their first factor starts. */
class Terms {
  readonly list: Term[] = [];
  private readonly places = new Map<number, number[]>();

  /** Appends a term, or adds its coefficient to that of the equal one. */
  add(term: Term): void {
    const { buffer, offset } = term.factors[0]!;
    const start = buffer.id + offset / 2 ** 40;
    const places = this.places.get(start) ?? [];
    for (const place of places) {
      const known = this.list[place]!;
      if (!isEqual(known, term)) continue;
      this.list[place] = { ...known, coefficient: known.coefficient + term.coefficient };
      return;
    }
    places.push(this.list.push(term) - 1);
    this.places.set(start, places);
  }
}

/** Whether two terms read the same numbers: they differ at most in their coefficients. */
function isEqual({ factors }: Term, other: Term): boolean {
  if (factors.length !== other.factors.length) return false;
  return factors.every(({ buffer, offset, strides }, k) => {
    const view = other.factors[k]!;
    if (buffer !== view.buffer || offset !== view.offset) return false;
    return strides.every((stride, axis) => stride === view.strides[axis]);
  });
}

/** What a tree of additions adds, from the left; an addition that others read too is one term. */
function addends(builder: Builder, node: Expression): Expression[] {
  const result: Expression[] = [];
  const stack = [...node.inputs].reverse();
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (next.op === "add" && builder.isDeferred(next)) stack.push(...[...next.inputs].reverse());
    else result.push(next);
  }
  return result;
}

/** A plain product of one or two arrays as such; anything else by its value. */
function termOf(builder: Builder, node: Expression): Term {
  const product = node.attributes as Contraction;
  const { labels, output, sizes } = product;
  const { length: count } = node.inputs;
  const isShort = count === 1 || (count === 2 && builder.isDeferred(node));
  if (!(node.op === "contract" && isShort && isProduct(product) && !isEmbedding(product)))
    return { coefficient: 1, factors: [builder.value(node)] };
  const { views, scale } = scaledInputs(builder, node);
  const factors = views.map((input, k) => {
    const view = viewOver(operand(input, labels[k]!), output, sizes);
    return { ...view, shape: node.shape };
  });
  return { coefficient: scale, factors };
}

/** Adds the terms in order, a bare one first. */
function total(builder: Builder, terms: readonly Term[], shape: readonly number[]): View {
  const isBare = ({ coefficient, factors }: Term) => coefficient === 1 && factors.length === 1;
  const start = Math.max(0, terms.findIndex(isBare));
  const { coefficient, factors } = terms[start]!;
  let result = times(builder, factors, coefficient, shape);
  const rest = terms.filter((_, i) => i !== start);
  for (let i = 0; i < rest.length; i++) {
    const term = rest[i]!;
    const next = rest[i + 1];
    if (next && isBare(term) && isBare(next)) {
      const three = [result, term.factors[0]!, next.factors[0]!];
      result = builder.elementwise(ADD_3, shape, three);
      i++;
    } else result = plus(builder, result, term, shape);
  }
  return result;
}

/** result + coefficient · Π factors. */
function plus(
  builder: Builder,
  result: View,
  { coefficient, factors }: Term,
  shape: readonly number[],
): View {
  const [u, v] = factors as [View, View?];
  let operands = [result, ...factors];
  if (Math.abs(coefficient) !== 1) {
    const number = spread(builder.number(coefficient), shape);
    operands = v
      ? [result, builder.elementwise(MULTIPLY, shape, [u, number]), v]
      : [result, u, number];
  }
  const opcodes = operands.length === 3 ? [ADD_PRODUCT, SUBTRACT_PRODUCT] : [ADD, SUBTRACT];
  return builder.elementwise(opcodes[coefficient === -1 ? 1 : 0]!, shape, operands);
}
