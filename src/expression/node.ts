import type { Shape } from "../value/shape.ts";

/** What an operator needs to know besides its inputs; plain data, never changed after construction. */
// biome-ignore lint/suspicious/noExplicitAny: each row narrows its own attributes
export type Attributes = Readonly<Record<string, any>>;

/** Spells the attributes of a node: equal operators, inputs, shapes and keys are the same node. */
export type AttributeKey = string | readonly number[];

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

interface Entry {
  readonly node: Expression;
  readonly key: AttributeKey;
}

/** A demoted entry: gone when nobody holds the node. */
interface WeakEntry {
  readonly node: WeakRef<Expression>;
  readonly key: AttributeKey;
}

/**
 * Recent nodes are held strongly, older ones weakly, so that a graph nobody holds is collected; a
 * WeakRef costs more than the rest of a node, and most nodes are met again soon or never.
 */
let recent = new Map<number, Entry[]>();
let recentCount = 0;
const RECENT_MOST = 1 << 12;
const old = new Map<number, WeakEntry[]>();
let oldCount = 0;
let sweepAt = 1 << 16;

/** The one node with this operator, inputs, attributes (spelled by `key`) and shape. */
export function intern(
  op: string,
  inputs: readonly Expression[],
  attributes: Attributes,
  shape: Shape,
  key: AttributeKey = "",
): Expression {
  const hash = hashOf(op, inputs, shape, key);
  const bucket = recent.get(hash);
  if (bucket)
    for (const entry of bucket)
      if (isSame(entry.node, op, inputs, shape) && isSameKey(entry.key, key)) return entry.node;
  const node = found(hash, op, inputs, shape, key) ?? new Expression(op, inputs, attributes, shape);
  if (bucket) bucket.push({ node, key });
  else recent.set(hash, [{ node, key }]);
  if (++recentCount > RECENT_MOST) demote();
  return node;
}

function found(
  hash: number,
  op: string,
  inputs: readonly Expression[],
  shape: Shape,
  key: AttributeKey,
): Expression | undefined {
  for (const entry of old.get(hash) ?? []) {
    const node = entry.node.deref();
    if (node && isSame(node, op, inputs, shape) && isSameKey(entry.key, key)) return node;
  }
  return undefined;
}

function isSame(
  node: Expression,
  op: string,
  inputs: readonly Expression[],
  shape: Shape,
): boolean {
  if (node.op !== op || node.inputs.length !== inputs.length) return false;
  for (let i = 0; i < inputs.length; i++) if (node.inputs[i] !== inputs[i]) return false;
  if (node.shape.length !== shape.length) return false;
  for (let i = 0; i < shape.length; i++) if (node.shape[i] !== shape[i]) return false;
  return true;
}

function isSameKey(a: AttributeKey, b: AttributeKey): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string" || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

const opHashes = new Map<string, number>();

function hashString(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
  return hash;
}

function hashOf(
  op: string,
  inputs: readonly Expression[],
  shape: Shape,
  key: AttributeKey,
): number {
  let hash = opHashes.get(op);
  if (hash === undefined) {
    hash = hashString(op);
    opHashes.set(op, hash);
  }
  for (const input of inputs) hash = mix(hash, input.id);
  for (const length of shape) hash = mix(hash, length);
  if (typeof key === "string") return hash ^ hashString(key);
  // The fraction tells apart scale factors below 1.
  for (const entry of key) hash = mix(hash, (entry | 0) ^ ((entry % 1) * 1e9));
  return hash;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/**
 * Moves the recent table to the old one, dropping what was collected when that has doubled. Without
 * WeakRef (workerd before the compatibility date 2025-05-05) old nodes are forgotten: equal ones are made anew.
 */
function demote(): void {
  for (const [hash, entries] of typeof WeakRef === "function" ? recent : []) {
    const bucket = old.get(hash) ?? [];
    for (const { node, key } of entries)
      if (!bucket.some((entry) => entry.node.deref() === node))
        bucket.push({ node: new WeakRef(node), key });
    old.set(hash, bucket);
  }
  oldCount += recentCount;
  recent = new Map();
  recentCount = 0;
  if (oldCount < sweepAt) return;
  oldCount = 0;
  for (const [hash, entries] of old) {
    const alive = entries.filter((entry) => entry.node.deref());
    if (alive.length === 0) old.delete(hash);
    else old.set(hash, alive);
    oldCount += alive.length;
  }
  sweepAt = Math.max(1 << 16, 2 * oldCount);
}
