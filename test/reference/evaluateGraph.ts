import { topological } from "../../src/expression/graph.ts";
import type { Expression } from "../../src/expression/node.ts";
import { size } from "../../src/value/shape.ts";
import { type Complex, minus, over, plus, real, times } from "./complex.ts";
import { elementwiseDefinitions } from "./elementwiseDefinitions.ts";

/** Row-major complex numbers. */
export type Numbers = readonly Complex[];

/** How a test evaluates a `call` node: the numbers of its output from those of its inputs. */
export type CallRule = (node: Expression, inputs: readonly Numbers[]) => Numbers;

const noCalls: CallRule = (node) => {
  throw new Error(`no rule for ${node.attributes.callee.name}`);
};

/**
 * The numbers of `outputs` by the definition of every operator, in complex arithmetic; variables
 * that are not in `values` have their own. The slowest correct thing.
 */
export function evaluateComplex(
  outputs: readonly Expression[],
  values: ReadonlyMap<Expression, Numbers>,
  callRule: CallRule = noCalls,
): Numbers[] {
  const at = new Map<Expression, Numbers>(values);
  for (const node of topological(outputs)) {
    if (at.has(node)) continue;
    const inputs = node.inputs.map((input) => at.get(input)!);
    const numbers = node.op === "call" ? callRule(node, inputs) : define(node, inputs);
    if (numbers.length !== size(node.shape)) throw new Error(`${node.op}: wrong count`);
    at.set(node, numbers);
  }
  return outputs.map((output) => at.get(output)!);
}

/** Mixed-radix counting over `shape`, last axis fastest. */
function* indices(shape: readonly number[]): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let left = size(shape); left > 0; left--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

const flat = (shape: readonly number[], index: readonly number[]): number =>
  shape.reduce((sum, n, axis) => sum * n + index[axis]!, 0);

function define(node: Expression, inputs: readonly Numbers[]): Numbers {
  const { op, shape, attributes } = node;
  const x = inputs[0]!;
  const from = node.inputs[0]?.shape ?? [];
  const zero: Complex[] = new Array(size(shape)).fill(real(0));
  switch (op) {
    case "variable":
      return Array.from(attributes.initial as Float64Array, real);
    case "constant":
      return Array.from(attributes.data as Float64Array, real);
    case "contract":
      return defineContract(node, inputs);
    case "reshape":
      return x;
    case "slice":
      return Array.from(indices(shape), (i) => {
        const at = i.map((n, axis) => attributes.start[axis] + n * attributes.step[axis]);
        return x[flat(from, at)]!;
      });
    case "pad":
      for (const i of indices(from)) {
        const at = i.map((n, axis) => attributes.start[axis] + n * attributes.step[axis]);
        zero[flat(shape, at)] = x[flat(from, i)]!;
      }
      return zero;
    case "concat": {
      let offset = 0;
      node.inputs.forEach((part, k) => {
        for (const i of indices(part.shape)) {
          const at = i.map((n, axis) => (axis === attributes.axis ? n + offset : n));
          zero[flat(shape, at)] = inputs[k]![flat(part.shape, i)]!;
        }
        offset += part.shape[attributes.axis]!;
      });
      return zero;
    }
    case "gather":
      return Array.from(indices(shape), (i) => {
        const at = i.map((n, axis) => (axis === attributes.axis ? attributes.indices[n] : n));
        return x[flat(from, at)]!;
      });
    case "scatterAdd":
      for (const i of indices(from)) {
        const at = i.map((n, axis) => (axis === attributes.axis ? attributes.indices[n] : n));
        zero[flat(shape, at)] = plus(zero[flat(shape, at)]!, x[flat(from, i)]!);
      }
      return zero;
    case "reduceMax":
    case "reduceMin":
      return defineExtreme(node, x);
    case "peak":
      return defineExtreme(node, x).map(([y]) => real(clamp(y)));
    case "norm":
      return [defineNorm(x)];
    case "solve":
      return defineSolve(node, x, inputs[1]!);
    case "logDet":
      return [logAbsDeterminant(x, from[0]!)];
  }
  const rule = elementwiseDefinitions[op];
  if (!rule) throw new Error(`no definition of ${op}`);
  return zero.map((_, i) =>
    rule(
      inputs.map((input) => input[i]!),
      attributes,
    ),
  );
}

function defineContract(node: Expression, inputs: readonly Numbers[]): Numbers {
  const { scale, labels, output, sizes } = node.attributes as {
    scale: number;
    labels: number[][];
    output: number[];
    sizes: number[];
  };
  const result: Complex[] = new Array(size(node.shape)).fill(real(0));
  for (const value of indices(sizes)) {
    let product = real(scale);
    labels.forEach((list, k) => {
      const at = list.map((label) => value[label]!);
      product = times(product, inputs[k]![flat(node.inputs[k]!.shape, at)]!);
    });
    const at = flat(
      node.shape,
      output.map((label) => value[label]!),
    );
    result[at] = plus(result[at]!, product);
  }
  return result;
}

/** The finite number next to y; of nothing, the smallest. */
const clamp = (y: number): number => Math.max(-Number.MAX_VALUE, Math.min(y, Number.MAX_VALUE));

/** √Σx², continued to complex numbers; 0 at the origin. */
function defineNorm(x: Numbers): Complex {
  const largest = Math.max(0, ...x.map(([y]) => Math.abs(y)));
  if (largest === 0 || !(largest < Number.POSITIVE_INFINITY)) return real(largest);
  const squares = x.map((y) => over(y, real(largest))).map((y) => times(y, y));
  return times(real(largest), elementwiseDefinitions.sqrt!([squares.reduce(plus, real(0))], {}));
}

/** The first element with the extreme real part; NaN wins. */
function defineExtreme(node: Expression, x: Numbers): Numbers {
  const axes: number[] = node.attributes.axes;
  const from = node.inputs[0]!.shape;
  const best: (Complex | undefined)[] = new Array(size(node.shape)).fill(undefined);
  for (const i of indices(from)) {
    const at = flat(
      node.shape,
      i.filter((_, axis) => !axes.includes(axis)),
    );
    const [value, old] = [x[flat(from, i)]!, best[at]];
    const wins =
      !old ||
      Number.isNaN(value[0]) ||
      (node.op === "reduceMin" ? value[0] < old[0] : value[0] > old[0]);
    if (wins && !(old && Number.isNaN(old[0]))) best[at] = value;
  }
  return best.map((value) => value ?? real(Number.NEGATIVE_INFINITY));
}

function defineSolve(node: Expression, a: Numbers, b: Numbers): Numbers {
  const n = node.inputs[0]!.shape[0]!;
  const columns = n === 0 ? 0 : size(node.shape) / n;
  const matrix = a.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return node.attributes.transposed ? a[j * n + i]! : a[i * n + j]!;
  });
  return solveComplex(matrix, b, n, columns).solution;
}

/** Gaussian elimination with partial pivoting; also the pivots, whose product is ± the determinant. */
export function solveComplex(
  a: Numbers,
  b: Numbers,
  n: number,
  columns: number,
): { solution: Numbers; pivots: Numbers } {
  const rows = Array.from({ length: n }, (_, i) => [
    ...a.slice(i * n, (i + 1) * n),
    ...b.slice(i * columns, (i + 1) * columns),
  ]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++)
      if (Math.abs(rows[i]![k]![0]) > Math.abs(rows[best]![k]![0])) best = i;
    [rows[k], rows[best]] = [rows[best]!, rows[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = over(rows[i]![k]!, rows[k]![k]!);
      for (let j = k; j < n + columns; j++)
        rows[i]![j] = minus(rows[i]![j]!, times(factor, rows[k]![j]!));
    }
  }
  const pivots = rows.map((row, k) => row[k]!);
  for (let k = n - 1; k >= 0; k--)
    for (let c = n; c < n + columns; c++) {
      let sum = rows[k]![c]!;
      for (let j = k + 1; j < n; j++) sum = minus(sum, times(rows[k]![j]!, rows[j]![c]!));
      rows[k]![c] = over(sum, pivots[k]!);
    }
  return { solution: rows.flatMap((row) => row.slice(n)), pivots };
}

/** Σ log(± pivot), the sign chosen so that the real part is positive: analytic near a real matrix. */
function logAbsDeterminant(a: Numbers, n: number): Complex {
  const { pivots } = solveComplex(a, [], n, 0);
  return pivots
    .map((pivot) => elementwiseDefinitions.log!([pivot[0] < 0 ? minus(real(0), pivot) : pivot], {}))
    .reduce(plus, real(0));
}
