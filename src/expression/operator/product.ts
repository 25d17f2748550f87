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
import type { Expression } from "../node.ts";

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
  const masks = labels.flatMap((list, k) => {
    const choice = choiceOf(node.inputs[k]!);
    return choice ? [{ ...choice, labels: list, from: k }] : [];
  });
  if (masks.length === 0) return node;
  const covered = new Set<number>();
  const chosen = node.inputs.map((input, k): Factor => {
    let factor: Factor = { node: input, labels: labels[k]! };
    for (const mask of masks) {
      if (mask.from === k || isTame(input)) continue;
      const next = select(factor, mask, sizes);
      if (next !== factor) covered.add(mask.from);
      factor = next;
    }
    return factor;
  });
  // A mask of ones says no more than the factors that it was laid on.
  const kept = chosen.filter(({ node: input }, k) => !covered.has(k) || !isOnes(input));
  return covered.size === 0 ? node : contract(kept, output, sizes, scale);
}

/** Where a node is not zero by choice: where `condition` is not 0, or where it is. */
interface Choice {
  readonly condition: Expression;
  readonly ifZero: boolean;
}

/** A property of a node that follows from the inputs in `through`, remembered; graphs may be too deep to recurse. */
function remembered<T>(
  through: (node: Expression) => readonly Expression[],
  rule: (node: Expression) => T,
): (node: Expression) => T {
  const known = new WeakMap<Expression, { readonly is: T }>();
  return (node) => {
    const before = known.get(node);
    if (before) return before.is;
    const stack = [node];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const open = known.has(top) ? [] : through(top).filter((input) => !known.has(input));
      if (open.length > 0) stack.push(...open);
      else {
        if (!known.has(top)) known.set(top, { is: rule(top) });
        stack.pop();
      }
    }
    return known.get(node)!.is;
  };
}

/** What a node was chosen by, if it is 0 in the branch that is not taken. */
const choiceOf: (node: Expression) => Choice | undefined = remembered(
  ({ op, inputs }) => (op === "add" || op === "contract" || op === "div" ? inputs : []),
  findChoice,
);

function findChoice(node: Expression): Choice | undefined {
  const [x, y, z] = node.inputs as [Expression, Expression, Expression];
  switch (node.op) {
    case "where":
      if (isZero(z)) return { condition: x, ifZero: false };
      return isZero(y) ? { condition: x, ifZero: true } : undefined;
    case "equalTo":
      return { condition: node, ifZero: false };
    case "div":
      return x.op === "equalTo" ? choiceOf(x) : undefined;
    case "sign":
      return x.op === "relu" ? { condition: node, ifZero: false } : undefined;
    case "add": {
      // ½ ± ½ sign: the share of max and min.
      const isShare = [x, y].some((side) => uniformValue(side) === 0.5);
      if (isShare && [x, y].some(isSign)) return { condition: node, ifZero: false };
      const [left, right] = [choiceOf(x), choiceOf(y)];
      const isSame = left?.condition === right?.condition && left?.ifZero === right?.ifZero;
      return isSame ? left : undefined;
    }
    case "contract":
      return chosenFactor(node);
  }
  return undefined;
}

const isSign = (node: Expression): boolean =>
  node.op === "contract" && node.inputs.length === 1 && node.inputs[0]!.op === "sign";

/** A product is 0 where a factor is. */
function chosenFactor(node: Expression): Choice | undefined {
  const { labels, output, sizes } = contraction(node)!;
  for (const [k, list] of labels.entries()) {
    if (!nests(list, output, sizes)) continue;
    const choice = choiceOf(node.inputs[k]!);
    if (!choice) continue;
    const condition = contract([{ node: choice.condition, labels: list }], output, sizes);
    return { condition, ifZero: choice.ifZero };
  }
  return undefined;
}

/** Whether all axes but those of one element are among others. */
const nests = (labels: readonly number[], others: readonly number[], sizes: Shape): boolean =>
  labels.every((label) => sizes[label] === 1 || others.includes(label));

/** The factor where the mask has taken it, else 0; as it is where their axes do not nest. */
function select(
  factor: Factor,
  mask: Choice & { labels: readonly number[] },
  sizes: Shape,
): Factor {
  const [small, large] =
    mask.labels.length > factor.labels.length
      ? [factor.labels, mask.labels]
      : [mask.labels, factor.labels];
  if (!nests(small, large, sizes) || new Set(large).size < large.length) return factor;
  const on = (node: Expression, labels: readonly number[]) =>
    contract([{ node, labels }], large, sizes);
  const [condition, value] = [on(mask.condition, mask.labels), on(factor.node, factor.labels)];
  const own = choiceOf(factor.node);
  if (own && on(own.condition, factor.labels) === condition && own.ifZero === mask.ifZero)
    return factor;
  const zero = uniform(0, value.shape);
  const branches = mask.ifZero ? [zero, value] : [value, zero];
  return { node: elementwise("where", [condition, ...branches]), labels: large };
}

function isOnes(node: Expression): boolean {
  const [, x, y] = node.inputs;
  return node.op === "where" && [x, y].some((branch) => uniformValue(branch!) === 1);
}

const tame = new Set(
  "variable constant contract add reshape slice pad concat gather scatterAdd reduceMax reduceMin peak norm sin cos tanh sigmoid sigmoidSlope softplus erf relu abs sign max min less lessEqual equalTo where".split(
    " ",
  ),
);

/** Whether a node of finite data is finite, as long as nothing overflows in a polynomial. */
const isTame: (node: Expression) => boolean = remembered(
  ({ inputs }) => inputs,
  ({ op, inputs }) => tame.has(op) && inputs.every(isTame),
);
