import {
  type Contraction,
  contract,
  contraction,
  type Factor,
  type splitScale,
} from "./contract.ts";
import type { Expression } from "./node.ts";

/**
 * XᵀD₁X + XᵀD₂X as Xᵀ(D₁ + D₂)X, and D₁X + D₂X as (D₁ + D₂)X: two products of the same matrices that
 * differ only in weights along one axis are one, with the weights added. Undefined where they are
 * not of this form.
 *
 * The `add` of add.ts is handed in: it adds the weights.
 */
export function addWeights(
  a: Scaled,
  b: Scaled,
  add: (a: Expression, b: Expression) => Expression,
): Expression | undefined {
  const [left, right] = [contraction(a.core), contraction(b.core)];
  if (!left || !right || a.core.inputs.length < 2 || b.core.inputs.length < 2) return undefined;
  if (left.output.length < 2 || left.output.join() !== right.output.join()) return undefined;
  if (left.sizes.join() !== right.sizes.join()) return undefined;
  for (const axis of weightedAxes(left)) {
    const [own, other] = [split(a.core, left, axis), split(b.core, right, axis)];
    if (own.key !== other.key || !own.factors.some(({ labels }) => labels.length > 1)) continue;
    const weights = add(weightOf(own, left, axis, a.scale), weightOf(other, right, axis, b.scale));
    return contract([...own.factors, { node: weights, labels: [axis] }], left.output, left.sizes);
  }
  return undefined;
}

/** Axes whose weights may be added: the one that is summed over, or any where nothing is summed. */
function weightedAxes({ output, sizes, labels }: Contraction): readonly number[] {
  const last = sizes.length - 1; // labels are numbered output first
  const kept = new Set(output).size;
  if (kept === last) return matrices(labels) > 1 ? [last] : [];
  return kept > last ? sizes.map((_, axis) => axis) : [];
}

const matrices = (labels: Contraction["labels"]): number =>
  labels.filter((list) => list.length > 1).length;

/** scale · core, as `splitScale` gives it. */
type Scaled = ReturnType<typeof splitScale>;

interface Split {
  /** What is along the weighted axis alone. */
  readonly weights: readonly Factor[];
  /** Everything else, and its identity. */
  readonly factors: readonly Factor[];
  readonly key: string;
}

function split({ inputs }: Expression, { labels }: Contraction, axis: number): Split {
  const all = inputs.map((node, k): Factor => ({ node, labels: labels[k]! }));
  const isWeight = (factor: Factor) => factor.labels.length === 1 && factor.labels[0] === axis;
  const factors = all.filter((factor) => !isWeight(factor));
  const key = factors.map((factor) => `${factor.node.id}:${factor.labels}`).join("|");
  return { weights: all.filter(isWeight), factors, key };
}

function weightOf(
  { weights }: Split,
  { sizes }: Contraction,
  axis: number,
  scale: number,
): Expression {
  return contract(weights, [axis], sizes, scale);
}
