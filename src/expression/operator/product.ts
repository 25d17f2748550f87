import type { Shape } from "../../value/shape.ts";
import {
  type Contraction,
  contract,
  contraction,
  type Factor,
  isZero,
  uniform,
  uniformValue,
} from "../contract.ts";
import { elementwise } from "../elementwise.ts";
import { splitEmbedding } from "../embedding.ts";
import type { Expression } from "../node.ts";
import { pad, scatterAdd } from "../structural.ts";

/**
 * The contraction of a rule, in which a branch that is not taken selects instead of multiplying:
 * where(c, u, 0)·v is where(c, u, 0)·where(c, v, 0), so that an infinite v leaves 0 and not 0·∞.
 *
 * Polynomials of the data stay as they are: a sum XᵀDX over a branch is still one product.
 */
export function product(
  factors: readonly Factor[],
  output: readonly number[],
  sizeOf: Readonly<Record<number, number>> = {},
  scale = 1,
): Expression {
  const node = contract(factors, output, sizeOf, scale);
  const found = contraction(node);
  return found && node.inputs.length > 1 ? selected(node, found) : node;
}

function selected(node: Expression, { labels, sizes, output, scale }: Contraction): Expression {
  const masks = node.inputs.map(choiceOf);
  const covered = new Set<number>();
  const chosen = node.inputs.map((input, k): Factor => {
    let factor: Factor = { node: input, labels: labels[k]! };
    for (const [from, mask] of masks.entries()) {
      if (!mask || from === k || isTame(input)) continue;
      const next = select(factor, { node: mask, labels: labels[from]! }, sizes);
      if (next !== factor) covered.add(from);
      factor = next;
    }
    return factor;
  });
  if (covered.size === 0) return node;
  // A mask that is 1 where it is not 0 says no more than the factors that it was laid on.
  const kept = chosen.filter(({ node: input }, k) => !covered.has(k) || !isOnes(input));
  return contract(kept, output, sizes, scale);
}

/** A property of a node that follows from those of some inputs, remembered; graphs may be too deep to recurse. */
function remembered<T>(
  through: (node: Expression) => readonly Expression[],
  rule: (node: Expression) => T,
): (node: Expression) => T {
  const known = new WeakMap<Expression, { readonly is: T }>();
  return (node) => {
    for (const stack = [node]; stack.length > 0; ) {
      const top = stack.at(-1)!;
      const open = known.has(top) ? [] : through(top).filter((input) => !known.has(input));
      stack.push(...open);
      if (open.length > 0) continue;
      if (!known.has(top)) known.set(top, { is: rule(top) });
      stack.pop();
    }
    return known.get(node)!.is;
  };
}

/** What is not 0 where a node was chosen, if the node is 0 by choice elsewhere. */
const choiceOf: (node: Expression) => Expression | undefined = remembered(
  ({ op, inputs }) => (/^(add|contract|div|where)$/.test(op) ? inputs : []),
  (node) => {
    const [x, y, z] = node.inputs as [Expression, Expression, Expression];
    const at = node.attributes;
    switch (node.op) {
      case "where":
        if (isZero(z)) return both(x, choiceOf(y));
        return isZero(y) ? both(elementwise("equalTo", [x, y]), choiceOf(z)) : undefined;
      case "pad":
        return pad(uniform(1, x.shape), at.start, at.step, node.shape);
      case "scatterAdd":
        return scatterAdd(uniform(1, x.shape), at.indices, at.axis, node.shape[at.axis]!);
      case "equalTo":
        return node;
      case "sign":
        return x.op === "relu" ? node : undefined;
      case "div":
        return choiceOf(x);
      case "add":
        // ½ ± ½ sign is the share of max and min.
        if (uniformValue(x) === 0.5 || uniformValue(y) === 0.5)
          return x.inputs[0]?.op === "sign" || y.inputs[0]?.op === "sign" ? node : undefined;
        return either(choiceOf(x), choiceOf(y));
      case "contract":
        return chosenFactor(node);
    }
    return undefined;
  },
);

const choose = (...inputs: Expression[]): Expression => elementwise("where", inputs);

const both = (a: Expression, b: Expression | undefined): Expression =>
  b && a !== b ? choose(a, b, uniform(0, a.shape)) : a;

/** What two addends were chosen by; nothing if one of them always is. */
function either(a?: Expression, b?: Expression): Expression | undefined {
  if (!a || !b || a === b) return a && b;
  const isAlways = [a, b].some((x, k) => x.op === "equalTo" && x.inputs[0] === [b, a][k]);
  return isAlways ? undefined : choose(a, uniform(1, a.shape), b);
}

/** A product is 0 where a factor is. */
function chosenFactor(node: Expression): Expression | undefined {
  const { labels, output, sizes } = contraction(node)!;
  let result: Expression | undefined;
  for (const [k, list] of labels.entries()) {
    const choice = choiceOf(node.inputs[k]!);
    const mask = choice && within({ node: choice, labels: list }, output, sizes);
    if (mask) result = both(contract([mask], output, sizes), result);
  }
  return result;
}

/**
 * A choice without axes that are summed: as it is, without those it is only repeated along, or the first of two that
 * both had to be made. A sum is 0 where all of its terms are.
 */
function within(choice: Factor, output: readonly number[], sizes: Shape): Factor | undefined {
  const { core, axes } = splitEmbedding(choice.node) ?? {};
  const labels = choice.labels.filter((_, axis) => axes && axes[axis]! >= 0);
  const mask = core?.shape.length === labels.length ? { node: core, labels } : choice;
  if (nests(mask.labels, output, sizes)) return mask;
  const { op, inputs } = choice.node;
  if (op !== "where" || !isZero(inputs[2]!)) return undefined;
  return within({ node: inputs[0]!, labels: choice.labels }, output, sizes);
}

/** Whether all axes but those of one element are among others. */
const nests = (labels: readonly number[], others: readonly number[], sizes: Shape): boolean =>
  labels.every((label) => sizes[label] === 1 || others.includes(label));

const distinct = (labels: readonly number[]): number[] => [...new Set(labels)];

/**
 * The factor where the mask is not 0, else 0; as it is where their axes do not nest. Of an array on
 * repeated axes the diagonal is what counts.
 */
function select(factor: Factor, mask: Factor, sizes: Shape): Factor {
  const [own, its] = [distinct(factor.labels), distinct(mask.labels)];
  const output = nests(its, own, sizes) ? own : its;
  if (!nests(own, output, sizes)) return factor;
  const [condition, value] = [mask, factor].map((item) => contract([item], output, sizes));
  const choice = choiceOf(factor.node);
  if (choice && contract([{ node: choice, labels: factor.labels }], output, sizes) === condition)
    return factor;
  const zero = uniform(0, value!.shape);
  return { node: choose(condition!, value!, zero), labels: output };
}

const isOnes = ({ op, inputs }: Expression): boolean =>
  op === "sign" || (op === "where" && inputs.some((branch) => uniformValue(branch) === 1));

/** Functions that are infinite or NaN at some finite numbers, or that may be. */
const steep = /^(exp|expm1|sinh|cosh|tan|log.*|sqrt|reciprocal|div|pow.*|solve|call)$/;

/** Whether a node of finite data is finite, as long as nothing overflows in a polynomial. */
const isTame: (node: Expression) => boolean = remembered(
  ({ inputs }) => inputs,
  ({ op, inputs }) => !steep.test(op) && inputs.every(isTame),
);
