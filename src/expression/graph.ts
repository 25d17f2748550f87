import { add } from "./add.ts";
import { type Contraction, contract, factorsOf } from "./contract.ts";
import { elementwise } from "./elementwise.ts";
import { type Expression, intern } from "./node.ts";
import { logDeterminant, solveWith } from "./solve.ts";
import { concat, gather, pad, reduced, reshape, scatterAdd, slice } from "./structural.ts";

/** All nodes below `outputs`, inputs before consumers; those older than node number `oldest` are left out. */
export function topological(outputs: readonly Expression[], oldest = 0): Expression[] {
  const seen = new Set<Expression>();
  const stack = outputs.filter(({ id }) => id >= oldest);
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const input of node.inputs) if (input.id >= oldest && !seen.has(input)) stack.push(input);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/** Variables and parameters that the value of `outputs` depends on, in order of creation. */
export function freeVariables(outputs: readonly Expression[]): Expression[] {
  return topological(outputs).filter((node) => node.op === "variable");
}

/** The nodes below `outputs` that depend on one of `roots` (those included), inputs first. */
export function dependents(
  outputs: readonly Expression[],
  roots: Iterable<Expression>,
): { order: Expression[]; depends: Set<Expression> } {
  const depends = new Set(roots);
  // A node is younger than its inputs: what is older than all roots depends on none of them.
  let oldest = Number.POSITIVE_INFINITY;
  for (const { id } of depends) if (id < oldest) oldest = id;
  const order = topological(outputs, oldest).filter((node) => {
    if (!depends.has(node) && node.inputs.some((input) => depends.has(input))) depends.add(node);
    return depends.has(node);
  });
  return { order, depends };
}

/**
 * Rebuilds `outputs` with every `from[i]` replaced by `to[i]` of the same shape, simplifying again
 * on the way. Inner problems of `argmin` see the replacement through their inputs.
 */
export function substitute(
  outputs: readonly Expression[],
  from: readonly Expression[],
  to: readonly Expression[],
): Expression[] {
  return rewrite(outputs, new Map(from.map((node, i) => [node, to[i]!])));
}

/**
 * The same for the replacements in `known`, which grows by every node that is rebuilt: the next
 * rewriting with it rebuilds only what is new.
 */
export function rewrite(
  outputs: readonly Expression[],
  known: Map<Expression, Expression>,
): Expression[] {
  for (const node of dependents(outputs, known.keys()).order) {
    if (known.has(node)) continue;
    known.set(
      node,
      rebuild(
        node,
        node.inputs.map((input) => known.get(input) ?? input),
      ),
    );
  }
  return outputs.map((output) => known.get(output) ?? output);
}

/** The node's operation on other inputs of the same shapes. */
export function rebuild(node: Expression, inputs: readonly Expression[]): Expression {
  const [x, y] = inputs as [Expression, Expression];
  const { attributes, shape } = node;
  switch (node.op) {
    case "contract": {
      const own = attributes as Contraction;
      return contract(factorsOf(inputs, own), own.output, own.sizes, own.scale);
    }
    case "add":
      return add(x, y);
    case "reshape":
      return reshape(x, shape);
    case "slice":
      return slice(x, attributes.start, attributes.stop, attributes.step);
    case "pad":
      return pad(x, attributes.start, attributes.step, shape);
    case "concat":
      return concat(inputs, attributes.axis);
    case "gather":
      return gather(x, attributes.indices, attributes.axis);
    case "scatterAdd":
      return scatterAdd(x, attributes.indices, attributes.axis, shape[attributes.axis]!);
    case "reduceMax":
    case "reduceMin":
    case "peak":
    case "norm":
      return reduced(node.op, x, attributes.axes);
    case "solve":
      return solveWith(x, y, attributes.kind, attributes.transposed);
    case "logDet":
      return logDeterminant(x, attributes.kind);
    case "call":
      return intern("call", inputs, attributes, shape, attributes.callee.key);
    default:
      return elementwise(node.op as "exp", inputs, attributes);
  }
}
