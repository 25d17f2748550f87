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
import { rebuild } from "../graph.ts";
import type { Expression } from "../node.ts";
import { spread } from "../structural.ts";
import { sumAxes } from "../view.ts";

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
  if (node.inputs.every(isTame)) return node;
  const masks = node.inputs.map(choiceOf);
  const covered = new Set<number>();
  const chosen = node.inputs.map((input, k): Factor => {
    let factor: Factor = { node: input, labels: labels[k]! };
    if (isTame(input)) return factor;
    const beside: Factor[] = [];
    for (const [from, choice] of masks.entries()) {
      if (!choice || from === k) continue;
      const mask = { node: choice, labels: labels[from]! };
      if (!nests(mask.labels, factor.labels, sizes) && !nests(factor.labels, mask.labels, sizes)) {
        beside.push({ ...mask, node: ones(choice) });
        continue;
      }
      const next = select(factor, mask, sizes);
      if (next !== factor) covered.add(from);
      factor = next;
    }
    return beside.length > 0 ? select(factor, joint(beside, factor.labels, sizes), sizes) : factor;
  });
  if (chosen.every(({ node: input }, k) => input === node.inputs[k])) return node;
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

/** Operators that move elements, beside zeros where there are more. */
const moving = /^(reshape|slice|concat|gather|pad|scatterAdd)$/;

/** What is not 0 where a node was chosen, if the node is 0 by choice elsewhere. */
const choiceOf: (node: Expression) => Expression | undefined = remembered(
  ({ op, inputs }) =>
    /^(add|contract|div|where|solve)$/.test(op) || moving.test(op) ? inputs : [],
  (node) => {
    const { op, inputs } = node;
    const [x, y, z] = inputs as [Expression, Expression, Expression];
    switch (op) {
      case "where":
        if (isZero(z)) return both(x, choiceOf(y));
        return isZero(y) ? both(elementwise("equalTo", [x, y]), choiceOf(z)) : undefined;
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
      case "solve": {
        const right = choiceOf(y);
        return right && spread(sumAxes(ones(right), [0]), node, [0]);
      }
    }
    if (!moving.test(op)) return undefined;
    // What moves elements moves the choices as well; elements that are added are 0 where all of them are.
    const masks = inputs.map((input) => ones(choiceOf(input) ?? uniform(1, input.shape)));
    const mask = rebuild(node, masks);
    return uniformValue(mask) === undefined ? mask : undefined;
  },
);

const choose = (...inputs: Expression[]): Expression => elementwise("where", inputs);

/** 1 where a choice is not 0, else 0. */
const ones = (choice: Expression): Expression =>
  choose(choice, uniform(1, choice.shape), uniform(0, choice.shape));

const both = (a: Expression, b: Expression | undefined): Expression =>
  b && a !== b ? choose(a, b, uniform(0, a.shape)) : a;

/** What two addends were chosen by; nothing if one of them always is. */
function either(a?: Expression, b?: Expression): Expression | undefined {
  if (!a || !b || a === b) return a && b;
  const isAlways = [a, b].some((x, k) => x.op === "equalTo" && x.inputs[0] === [b, a][k]);
  return isAlways ? undefined : choose(a, uniform(1, a.shape), b);
}

/** A product is 0 where a factor is, and a sum where all of its terms are. */
function chosenFactor(node: Expression): Expression | undefined {
  const { labels, output, sizes } = contraction(node)!;
  let result: Expression | undefined;
  const summed: Factor[] = [];
  for (const [k, list] of labels.entries()) {
    const choice = choiceOf(node.inputs[k]!);
    if (!choice) continue;
    const mask = bare({ node: choice, labels: list });
    if (nests(mask.labels, output, sizes)) result = both(contract([mask], output, sizes), result);
    else summed.push({ node: ones(mask.node), labels: mask.labels });
  }
  return summed.length > 0 ? both(contract(summed, output, sizes), result) : result;
}

/** A choice without the axes that it is only repeated along. */
function bare(choice: Factor): Factor {
  const { core, axes } = splitEmbedding(choice.node) ?? {};
  const labels = choice.labels.filter((_, axis) => axes && axes[axis]! >= 0);
  return core?.shape.length === labels.length ? { node: core, labels } : choice;
}

/** Whether all axes but those of one element are among others. */
const nests = (labels: readonly number[], others: readonly number[], sizes: Shape): boolean =>
  labels.every((label) => sizes[label] === 1 || others.includes(label));

const distinct = (labels: readonly number[]): number[] => [...new Set(labels)];

/** Where masks that all go on beside these labels are not 0 at some place together. */
function joint(masks: readonly Factor[], labels: readonly number[], sizes: Shape): Factor {
  const shared = distinct(labels).filter((label) =>
    masks.some((mask) => mask.labels.includes(label)),
  );
  return { node: contract(masks, shared, sizes), labels: shared };
}

/** The factor where the mask is not 0, else 0. Of an array on repeated axes the diagonal is what counts. */
function select(factor: Factor, mask: Factor, sizes: Shape): Factor {
  const [own, its] = [distinct(factor.labels), distinct(mask.labels)];
  const output = nests(its, own, sizes) ? own : its;
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
