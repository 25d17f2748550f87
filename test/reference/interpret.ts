import type { Expression } from "../../src/expression/node.ts";
import { rowMajorStrides, size } from "../../src/value/shape.ts";
import { erf } from "./erf.ts";
import { solveDense } from "./solveDense.ts";

/** Values of all nodes by definition: one loop over all indices for each operator, no cleverness. */
export function interpret(
  outputs: readonly Expression[],
  given: ReadonlyMap<Expression, ArrayLike<number>> = new Map(),
): Float64Array[] {
  const values = new Map<Expression, Float64Array>();
  const value = (node: Expression): Float64Array => {
    let known = values.get(node);
    if (!known) {
      known = Float64Array.from(evaluate(node, node.inputs.map(value), given));
      values.set(node, known);
    }
    return known;
  };
  return outputs.map(value);
}

/** All index vectors of a shape, in row-major order. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (list, n) => list.flatMap((head) => Array.from({ length: n }, (_, i) => [...head, i])),
    [[]],
  );
}

const flat = (shape: readonly number[], index: readonly number[]): number => {
  const strides = rowMajorStrides(shape);
  return index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
};

type Inputs = readonly Float64Array[];

function evaluate(
  node: Expression,
  inputs: Inputs,
  given: ReadonlyMap<Expression, ArrayLike<number>>,
): ArrayLike<number> {
  const map = elementwise[node.op];
  if (map)
    return inputs[0]!.map((_, i) =>
      map(
        inputs.map((x) => x[i]!),
        node.attributes,
      ),
    );
  const rule = rules[node.op];
  if (rule) return rule(node, inputs);
  if (node.op === "variable") return given.get(node) ?? node.attributes.initial;
  if (node.op === "constant") return node.attributes.data;
  throw new Error(`no definition of ${node.op}`);
}

const elementwise: Record<string, (x: number[], attributes: Record<string, number>) => number> = {
  add: ([a, b]) => a! + b!,
  div: ([a, b]) => a! / b!,
  pow: ([a, b]) => a! ** b!,
  max: ([a, b]) => Math.max(a!, b!),
  min: ([a, b]) => Math.min(a!, b!),
  less: ([a, b]) => (a! < b! ? 1 : 0),
  lessEqual: ([a, b]) => (a! <= b! ? 1 : 0),
  equalTo: ([a, b]) => (a === b ? 1 : 0),
  where: ([c, a, b]) => (c !== 0 ? a! : b!),
  sqrt: ([x]) => Math.sqrt(x!),
  exp: ([x]) => Math.exp(x!),
  log: ([x]) => Math.log(x!),
  log1p: ([x]) => Math.log1p(x!),
  expm1: ([x]) => Math.expm1(x!),
  sin: ([x]) => Math.sin(x!),
  cos: ([x]) => Math.cos(x!),
  tan: ([x]) => Math.tan(x!),
  tanh: ([x]) => Math.tanh(x!),
  sinh: ([x]) => Math.sinh(x!),
  cosh: ([x]) => Math.cosh(x!),
  sigmoid: ([x]) => 1 / (1 + Math.exp(-x!)),
  sigmoidSlope: ([x]) => Math.exp(-Math.abs(x!)) / (1 + Math.exp(-Math.abs(x!))) ** 2,
  softplus: ([x]) => Math.max(x!, 0) + Math.log1p(Math.exp(-Math.abs(x!))),
  relu: ([x]) => Math.max(x!, 0),
  abs: ([x]) => Math.abs(x!),
  sign: ([x]) => Math.sign(x!),
  erf: ([x]) => erf(x!),
  reciprocal: ([x]) => 1 / x!,
  logSlope: ([x]) => (x! < 0 ? Number.NaN : 1 / x!),
  powConstant: ([x], { exponent }) => x! ** exponent!,
};

const rules: Record<string, (node: Expression, inputs: Inputs) => ArrayLike<number>> = {
  contract: contraction,
  reshape: (_, [x]) => x!,
  slice: (node, [x]) => {
    const { start, step } = node.attributes;
    return indices(node.shape).map(
      (index) =>
        x![
          flat(
            node.inputs[0]!.shape,
            index.map((i, axis) => start[axis] + i * step[axis]),
          )
        ]!,
    );
  },
  pad: (node, [x]) => {
    const { start, step } = node.attributes;
    const result = new Float64Array(size(node.shape));
    indices(node.inputs[0]!.shape).forEach((index, k) => {
      result[
        flat(
          node.shape,
          index.map((i, axis) => start[axis] + i * step[axis]),
        )
      ] = x![k]!;
    });
    return result;
  },
  concat: (node, inputs) => {
    const { axis } = node.attributes;
    return indices(node.shape).map((index) => {
      const inner = [...index];
      let piece = 0;
      while (inner[axis]! >= node.inputs[piece]!.shape[axis]!)
        inner[axis]! -= node.inputs[piece++]!.shape[axis]!;
      return inputs[piece]![flat(node.inputs[piece]!.shape, inner)]!;
    });
  },
  gather: (node, [x]) => {
    const { axis, indices: list } = node.attributes;
    return indices(node.shape).map(
      (index) =>
        x![
          flat(
            node.inputs[0]!.shape,
            index.map((i, k) => (k === axis ? list[i] : i)),
          )
        ]!,
    );
  },
  scatterAdd: (node, [x]) => {
    const { axis, indices: list } = node.attributes;
    const result = new Float64Array(size(node.shape));
    indices(node.inputs[0]!.shape).forEach((index, k) => {
      result[
        flat(
          node.shape,
          index.map((i, j) => (j === axis ? list[i] : i)),
        )
      ]! += x![k]!;
    });
    return result;
  },
  reduceMax: (node, [x]) => extreme(node, x!, Math.max, Number.NEGATIVE_INFINITY),
  reduceMin: (node, [x]) => extreme(node, x!, Math.min, Number.POSITIVE_INFINITY),
  peak: (node, [x]) =>
    extreme(node, x!, Math.max, -Number.MAX_VALUE).map((y) => Math.min(y, Number.MAX_VALUE)),
  norm: (_, [x]) => [Math.hypot(...x!)],
  solve: (node, [a, b]) => {
    const n = node.inputs[0]!.shape[0]!;
    return solveDense(n, node.attributes.transposed ? transpose(n, a!) : a!, b!).solution;
  },
  logDet: (node, [a]) => {
    const n = node.inputs[0]!.shape[0]!;
    return [Math.log(Math.abs(solveDense(n, a!, new Float64Array(n)).determinant))];
  },
};

const transpose = (n: number, a: Float64Array): Float64Array =>
  a.map((_, k) => a[(k % n) * n + Math.floor(k / n)]!);

function extreme(
  node: Expression,
  x: Float64Array,
  choose: (a: number, b: number) => number,
  empty: number,
): Float64Array {
  const result = new Float64Array(size(node.shape)).fill(empty);
  indices(node.inputs[0]!.shape).forEach((index, k) => {
    const at = flat(
      node.shape,
      index.filter((_, axis) => !node.attributes.axes.includes(axis)),
    );
    result[at] = choose(result[at]!, x[k]!);
  });
  return result;
}

function contraction(node: Expression, inputs: Inputs): Float64Array {
  const { scale, labels, output, sizes } = node.attributes;
  const result = new Float64Array(size(node.shape));
  const used = sizes.map((n: number, label: number) =>
    output.includes(label) || labels.flat().includes(label) ? n : 1,
  );
  for (const index of indices(used)) {
    let term: number = scale;
    inputs.forEach((x, k) => {
      term *=
        x[
          flat(
            node.inputs[k]!.shape,
            labels[k].map((label: number) => index[label]),
          )
        ]!;
    });
    result[
      flat(
        node.shape,
        output.map((label: number) => index[label]),
      )
    ]! += term;
  }
  return result;
}
