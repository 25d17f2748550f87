import { labelsOf } from "../value/shape.ts";
import {
  type Contraction,
  contract,
  contraction,
  type Factor,
  factorsOf,
  type splitScale,
} from "./contract.ts";
import type { Expression } from "./node.ts";

/**
 * The distributive law where it makes less to add: X·P + X·Q as X·(P + Q), if the factors X alone
 * carry an axis of the result.
 *
 *     D₁X + D₂X = (D₁ + D₂)X,   XᵀD₁X + XᵀD₂X = Xᵀ(D₁ + D₂)X,   X[m,i](p δ_ab − p_a p_b)[m]
 *
 * P and Q may be zero off different diagonals. Undefined where the terms are not of this form. The
 * `add` of add.ts is handed in: it adds P and Q.
 */
export function addFactored(
  a: Scaled,
  b: Scaled,
  add: (a: Expression, b: Expression) => Expression,
): Expression | undefined {
  if (a.core.shape.length < 2 || !haveCommon(a.core, b.core)) return undefined;
  const [left, right] = [termOf(a), termOf(b)];
  const pairs: [number, number][] = [];
  const taken = takenOut(left, right, sharedFactors(left, right, pairs), a.core.shape);
  if (taken.length === 0) return undefined;
  const { shape } = a.core;
  const rests = [without(left, taken, 0), without(right, taken, 1)] as const;
  const axes = labelsOf(shape);
  const kept = axes.filter((axis) => rests.some((rest) => needs(rest, axis)));
  const sums = summed(taken, shape.length).filter((label) =>
    rests.some(({ factors }, side) =>
      factors.some(({ labels }) => labels.includes(pairs[label - shape.length]![side]!)),
    ),
  );
  const [p, q] = rests.map(({ factors, output, sizes, scale }, side) => {
    const own = sums.map((label) => pairs[label - shape.length]![side]!);
    return contract(factors, [...kept.map((axis) => output[axis]!), ...own], sizes, scale);
  });
  const rest = { node: add(p!, q!), labels: [...kept, ...sums] };
  return contract([...taken.map(({ factor }) => factor), rest], axes, shape);
}

/** scale · core, as `splitScale` gives it. */
type Scaled = ReturnType<typeof splitScale>;

/** One term of the sum, as a contraction of factors. */
interface Term extends Pick<Contraction, "output" | "sizes" | "scale"> {
  readonly factors: readonly Factor[];
}

/** Whether some array may be a factor of both: asked of every addition, so it is asked first. */
function haveCommon(a: Expression, b: Expression): boolean {
  if (a.op !== "contract") return b.op === "contract" && b.inputs.includes(a);
  if (b.op !== "contract") return a.inputs.includes(b);
  return a.inputs.some((node) => node.shape.length > 0 && b.inputs.includes(node));
}

function termOf({ core, scale }: Scaled): Term {
  const inner = contraction(core);
  const axes = labelsOf(core.shape);
  if (!inner)
    return { factors: [{ node: core, labels: axes }], output: axes, sizes: core.shape, scale };
  return { ...inner, factors: factorsOf(core.inputs, inner), scale: scale * inner.scale };
}

/** A factor of both terms, and its place in each. */
interface Shared {
  readonly places: readonly [number, number];
  /** Axes of the sum; beyond these, the position of a pair of labels that both terms sum over. */
  readonly labels: readonly number[];
  readonly factor: Factor;
}

/** Factors that are the same array on the same axes; fills in the `pairs` of summed labels. */
function sharedFactors(left: Term, right: Term, pairs: [number, number][]): Shared[] {
  const result: Shared[] = [];
  left.factors.forEach(({ node, labels: own }, i) => {
    for (const [j, other] of right.factors.entries()) {
      if (other.node !== node || result.some(({ places }) => places[1] === j)) continue;
      const known = pairs.length;
      const labels = own.map((label, k) => joint(left, right, label, other.labels[k]!, pairs));
      if (labels.every((label) => label >= 0)) {
        result.push({ places: [i, j], labels, factor: { node, labels } });
        return;
      }
      pairs.length = known;
    }
  });
  return result;
}

/** The axis on which both labels lie, or the pair they form beyond the axes; −1 if they differ. */
function joint(left: Term, right: Term, a: number, b: number, pairs: [number, number][]): number {
  const axis = left.output.findIndex((label, at) => label === a && right.output[at] === b);
  if (axis >= 0) return axis;
  if (left.output.includes(a) || right.output.includes(b)) return -1;
  let at = pairs.findIndex(([l, r]) => l === a || r === b);
  if (at < 0) at = pairs.push([a, b]) - 1;
  return pairs[at]![0] === a && pairs[at]![1] === b ? left.output.length + at : -1;
}

/** The shared factors that go before the bracket: all of use, else those without a sum, else none. */
function takenOut(
  left: Term,
  right: Term,
  shared: readonly Shared[],
  shape: readonly number[],
): readonly Shared[] {
  if (shared.length === 0) return shared;
  const plain = shared.filter(({ labels }) => labels.every((label) => label < shape.length));
  for (const some of [shared, plain]) {
    const rests = [without(left, some, 0), without(right, some, 1)];
    const isAlone = (axis: number) =>
      axis < shape.length && shape[axis]! > 1 && !rests.some((rest) => needs(rest, axis));
    const taken = some.filter(({ labels }) => labels.some(isAlone));
    if (taken.length > 0 && isWorthwhile(taken, shape.length)) return taken;
  }
  return [];
}

function without(term: Term, shared: readonly Shared[], side: 0 | 1): Term {
  const isShared = (_: Factor, at: number) => shared.some(({ places }) => places[side] === at);
  return { ...term, factors: term.factors.filter((factor, at) => !isShared(factor, at)) };
}

/** Whether an axis matters to the factors: one of them carries it, or it is on a diagonal. */
function needs({ factors, output }: Term, axis: number): boolean {
  const label = output[axis]!;
  if (output.indexOf(label) !== output.lastIndexOf(label)) return true;
  return factors.some(({ labels }) => labels.includes(label));
}

const summed = (shared: readonly Shared[], rank: number): number[] => [
  ...new Set(shared.flatMap(({ labels }) => labels.filter((label) => label >= rank))),
];

/**
 * Without a sum, always. Else where the two products are of the same two matrices over one label:
 * Xᵀd₁ may be needed elsewhere, and products of low rank would become full.
 */
function isWorthwhile(taken: readonly Shared[], rank: number): boolean {
  const sums = summed(taken, rank);
  if (sums.length === 0) return true;
  const matrices = taken.filter(({ labels }) => labels.length > 1 && labels.includes(sums[0]!));
  return sums.length === 1 && matrices.length > 1;
}
