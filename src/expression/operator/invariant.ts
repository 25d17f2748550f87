import { type Contraction, contraction } from "../contract.ts";
import { dependents, freeVariables, substitute } from "../graph.ts";
import type { Expression } from "../node.ts";
import { formal } from "./loop.ts";

/** The formal variable that stands for a node inside loops: one each, so that equal loops are one. */
const standIns = new WeakMap<Expression, Expression>();

function standInFor(node: Expression): Expression {
  const known = standIns.get(node);
  if (known) return known;
  const made = formal("invariant", node.shape);
  standIns.set(node, made);
  return made;
}

/**
 * A loop body without the work that is the same at every step: what does not depend on the state is
 * computed once, outside, and its cotangents are summed over the steps before they are carried on.
 *
 * @returns the body, its free variables, and the expressions that are their values
 */
export function withoutInvariants(
  state: readonly Expression[],
  body: readonly Expression[],
): { body: Expression[]; free: Expression[]; values: Expression[] } {
  const { order, depends } = dependents(body, state);
  const invariants = new Set<Expression>();
  const consider = (node: Expression) => {
    if (!depends.has(node) && isWork(node)) invariants.add(node);
  };
  body.forEach(consider);
  for (const node of order) node.inputs.forEach(consider);
  const from = [...invariants];
  const to = from.map(standInFor);
  const light = substitute(body, from, to);
  const free = freeVariables(light).filter((node) => !state.includes(node));
  const valueAt = new Map(to.map((node, k) => [node, from[k]!]));
  return { body: light, free, values: free.map((node) => valueAt.get(node) ?? node) };
}

/** Whether computing a node costs more than reading it: not leaves, nor views of one array. */
function isWork(node: Expression): boolean {
  if (node.inputs.length === 0 || node.op === "reshape") return false;
  const product = contraction(node);
  return !product || node.inputs.length > 1 || isSum(product);
}

const isSum = ({ labels, output }: Contraction): boolean =>
  labels[0]!.some((label) => !output.includes(label));
