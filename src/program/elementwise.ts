import type { Contraction } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import { encodeCopy } from "./builder.ts";
import { contractionCore, isEmbedding, onDiagonal } from "./contraction.ts";
import type { Encoder } from "./encoder.ts";
import * as op from "./opcode.ts";
import { type Loop, loops, type View, whole } from "./view.ts";

const opcodes: Record<string, number> = {
  sqrt: op.SQUARE_ROOT,
  exp: op.EXP,
  log: op.LOG,
  log1p: op.LOG1P,
  expm1: op.EXPM1,
  sin: op.SIN,
  cos: op.COS,
  tan: op.TAN,
  tanh: op.TANH,
  sinh: op.SINH,
  cosh: op.COSH,
  sigmoid: op.SIGMOID,
  softplus: op.SOFTPLUS,
  relu: op.RECTIFY,
  abs: op.ABSOLUTE,
  sign: op.SIGN,
  step: op.STEP,
  erf: op.ERF,
  reciprocal: op.RECIPROCAL,
  reciprocalOrZero: op.RECIPROCAL_OR_ZERO,
  powConstant: op.POWER,
  div: op.DIVIDE,
  pow: op.POWER,
  max: op.MAXIMUM,
  min: op.MINIMUM,
  less: op.LESS,
  lessEqual: op.LESS_EQUAL,
  equalTo: op.EQUAL_TO,
  where: op.WHERE,
};

/** Lowers an operator that works element by element. */
export function elementwise(builder: Builder, node: Expression): View {
  const operands = node.inputs.map((input) => builder.values.get(input)!);
  if (node.op === "powConstant") {
    const exponent = builder.number(node.attributes.exponent);
    operands.push({ ...exponent, shape: node.shape, strides: node.shape.map(() => 0) });
  }
  return builder.elementwise(opcodes[node.op]!, node.shape, operands);
}

/** a + b, as a − b, a ± b·c or a change of the diagonal where one of them is such a product. */
export function add(builder: Builder, node: Expression): View {
  const [a, b] = node.inputs as [Expression, Expression];
  if (a !== b) {
    for (const [other, term] of [
      [a, b],
      [b, a],
    ] as const) {
      const sum = onDiagonalOf(builder, node, other, term) ?? withProduct(builder, node, other, term);
      if (sum) return sum;
    }
  }
  const operands = [builder.values.get(a)!, builder.values.get(b)!];
  return builder.elementwise(op.ADD, node.shape, operands);
}

/** other ± u·v in one operation; the product itself then needs no instruction. */
function withProduct(
  builder: Builder,
  node: Expression,
  other: Expression,
  term: Expression,
): View | undefined {
  if (term.op !== "contract") return undefined;
  const { scale, labels, output, sizes } = term.attributes as Contraction;
  const isPlain = labels.every((list) => list.every((label) => output.includes(label)));
  const count = term.inputs.length + (Math.abs(scale) === 1 ? 0 : 1);
  if (!isPlain || count > 2 || term.inputs.length === 0) return undefined;
  if (isEmbedding(term.attributes as Contraction)) return undefined;
  if (count === 2 && builder.uses.get(term) !== 1) return undefined;
  const factors = term.inputs.map((input, k) => {
    const view = builder.values.get(input)!;
    return spreadOver(view, labels[k]!, output, sizes, term.shape);
  });
  if (!factors.every((factor) => factor !== undefined)) return undefined;
  const first = builder.values.get(other)!;
  if (count === 1) {
    if (scale === 1) return undefined;
    return builder.elementwise(op.SUBTRACT, node.shape, [first, factors[0]!]);
  }
  if (factors.length === 1) {
    const number = builder.number(scale);
    factors.push({ ...number, shape: node.shape, strides: node.shape.map(() => 0) });
  }
  const code = scale === -1 ? op.SUBTRACT_PRODUCT : op.ADD_PRODUCT;
  return builder.elementwise(code, node.shape, [first, ...factors]);
}

/** A factor as an array over the output of its contraction. */
function spreadOver(
  view: View,
  labels: readonly number[],
  output: readonly number[],
  sizes: readonly number[],
  shape: readonly number[],
): View {
  const strides = output.map((label) => {
    if (sizes[label] === 1) return 0;
    let stride = 0;
    labels.forEach((other, axis) => {
      if (other === label && view.shape[axis] !== 1) stride += view.strides[axis]!;
    });
    return stride;
  });
  return { buffer: view.buffer, offset: view.offset, shape, strides };
}

/** other + a matrix that is zero off a diagonal: only the diagonal is touched. */
function onDiagonalOf(
  builder: Builder,
  node: Expression,
  other: Expression,
  term: Expression,
): View | undefined {
  if (term.op !== "contract" || !isEmbedding(term.attributes as Contraction)) return undefined;
  if (node.shape.some((length) => length === 0)) return undefined;
  const base = builder.values.get(other)!;
  const core = contractionCore(builder, term);
  const { output } = term.attributes as Contraction;
  const target = builder.temporary(
    node.shape.reduce((count, length) => count * length, 1),
    base.buffer.constant && core.view.buffer.constant,
  );
  const result = whole(target, node.shape);
  const { source, place } = onDiagonal(core, output, result);
  const one = builder.number(1);
  const encode = (tape: Encoder): void => {
    if (base.buffer.address !== target.address) encodeCopy(tape, result, base);
    encodeAdd(tape, place, source, one);
  };
  const flops = 2 * source.shape.reduce((count, length) => count * length, 1);
  builder.structured("add diagonal", [base, source, one], [target], flops, encode, { inPlace: 0 });
  return result;
}

/** place += source, as scaled additions along the longest loop. */
function encodeAdd(tape: Encoder, place: View, source: View, one: View): void {
  const nest: Loop[] = loops(place.shape, [place.strides, source.strides]);
  const inner = nest.pop() ?? { count: 1, steps: [1, 1] };
  tape.integers(op.CONTRACT, nest.length, op.LEAF_SCALED);
  for (const view of [place, source, one, one]) tape.view(view);
  tape.integers(0, 0, 1, inner.count, inner.steps[0]!, inner.steps[1]!, 0, 0, 0, 0, 0);
  for (const { count, steps } of nest) tape.integers(count, 8 * steps[0]!, 8 * steps[1]!, 0);
}
