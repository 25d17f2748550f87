import type { Shape } from "../value/shape.ts";

/** What an operator needs to know besides its inputs; plain data, never changed after construction. */
// biome-ignore lint/suspicious/noExplicitAny: each row narrows its own attributes
export type Attributes = Readonly<Record<string, any>>;

let nextId = 0;

/**
 * One immutable node of the expression graph: an operator, its inputs and a static shape.
 *
 * Nodes are hash-consed: building the same operation on the same inputs returns the same object,
 * so `===` is structural equality and common subexpressions never exist twice. The methods are
 * installed, and their types merged in, by `methods.ts`: the node itself knows no operator.
 */
export class Expression {
  /** Grows with construction: an input's id is always below that of its consumers. */
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly Expression[];
  readonly attributes: Attributes;
  /** Sizes of the axes, outermost first; `[]` is a scalar. */
  readonly shape: Shape;

  constructor(op: string, inputs: readonly Expression[], attributes: Attributes, shape: Shape) {
    this.id = nextId++;
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
  }
}

/** Weak, so that a graph nobody holds is collected; swept when the table has doubled. */
const interned = new Map<string, WeakRef<Expression>>();
let sweepAt = 1 << 15;

function sweep(): void {
  for (const [key, reference] of interned) if (!reference.deref()) interned.delete(key);
  sweepAt = Math.max(1 << 15, 2 * interned.size);
}

/** The one node with this operator, inputs, attributes (`attributeKey` spells them) and shape. */
export function intern(
  op: string,
  inputs: readonly Expression[],
  attributes: Attributes,
  shape: Shape,
  attributeKey = "",
): Expression {
  let key = `${op}|${attributeKey}|${shape}`;
  for (const input of inputs) key += `|${input.id}`;
  const found = interned.get(key)?.deref();
  if (found) return found;
  const node = new Expression(op, inputs, attributes, shape);
  if (interned.size >= sweepAt) sweep();
  interned.set(key, new WeakRef(node));
  return node;
}
