import * as echelon from "../../src/index.ts";
import { size } from "../../src/value/shape.ts";
import { elementwiseOperations } from "./elementwiseOperations.ts";
import type { HyperDual } from "./hyperDual.ts";
import * as dual from "./hyperDual.ts";
import { indices } from "./interpret.ts";
import {
  call,
  Doubtful,
  flat,
  make,
  type Numbers,
  type Operation,
  type Options,
  sumOf,
  zero,
} from "./numbers.ts";

/** A reduction over some axes, by what it makes of a list. */
function reduction(name: string, rule: (list: readonly HyperDual[]) => HyperDual): Operation {
  return {
    value([x], [axes]) {
      const { shape } = x!;
      const gone = (axes ?? shape.map((_, axis) => axis)) as readonly number[];
      const kept = shape.map((_, axis) => axis).filter((axis) => !gone.includes(axis));
      const groups = new Map<string, HyperDual[]>();
      for (const index of indices(shape)) {
        const key = kept.map((axis) => index[axis]).join();
        groups.set(key, [...(groups.get(key) ?? []), x!.data[flat(shape, index)]!]);
      }
      const result = kept.map((axis) => shape[axis]!);
      return make(result, (index) => rule(groups.get(index.join()) ?? []));
    },
    expression: ([x], [axes]) => call(name, axes === undefined ? [x] : [x, axes]),
  };
}

const logOfExponentials = (list: readonly HyperDual[]): HyperDual => {
  const exponentials = list.map((x) => dual.functions.exp!(x));
  return dual.functions.log!(sumOf(exponentials));
};

const reductions: Record<string, Operation> = {
  sum: reduction("sum", sumOf),
  mean: reduction("mean", (list) => dual.by(sumOf(list), 1 / list.length)),
  prod: reduction("prod", (list) => list.reduce(dual.multiply, dual.constant(1))),
  logSumExp: reduction("logSumExp", logOfExponentials),
  norm2: reduction("norm2", (list) =>
    dual.functions.sqrt!(sumOf(list.map((x) => dual.multiply(x, x)))),
  ),
  softmax: {
    value([x], [axis]) {
      const exponentials = x!.data.map((each) => dual.functions.exp!(each));
      const all = { ...x!, data: exponentials };
      const total = reductions.sum!.value([all], [[axis]]);
      const without = (index: readonly number[]) => index.filter((_, i) => i !== axis);
      return make(x!.shape, (index) =>
        dual.over(all.data[flat(x!.shape, index)]!, total.data[flat(total.shape, without(index))]!),
      );
    },
    expression: ([x], [axis]) => echelon.softmax(x!, axis as number),
  },
};

/** An operation that moves elements: where each element of the result comes from. */
function moved(
  name: string,
  from: (
    shape: readonly number[],
    options: Options,
  ) => {
    shape: readonly number[];
    source: (index: readonly number[]) => readonly number[];
  },
): Operation {
  return {
    value([x], options) {
      const { shape, source } = from(x!.shape, options);
      return make(shape, (index) => x!.data[flat(x!.shape, source(index))]!, x!.isExact);
    },
    expression: ([x], options) => call(name, [x, ...options]),
  };
}

const movements: Record<string, Operation> = {
  transpose: moved("transpose", (shape, [order]) => {
    const axes = order as readonly number[];
    const source = (index: readonly number[]) => shape.map((_, axis) => index[axes.indexOf(axis)]!);
    return { shape: axes.map((axis) => shape[axis]!), source };
  }),
  slice: moved("slice", (shape, [start, stop, step]) => {
    const [from, to, by] = [start, stop, step] as [number[], number[], number[]];
    return {
      shape: shape.map((_, i) => Math.max(0, Math.ceil((to[i]! - from[i]!) / by[i]!))),
      source: (index) => index.map((at, i) => from[i]! + at * by[i]!),
    };
  }),
  gather: moved("gather", (shape, [list, axis]) => ({
    shape: shape.map((n, i) => (i === axis ? (list as number[]).length : n)),
    source: (index) => index.map((at, i) => (i === axis ? (list as number[])[at]! : at)),
  })),
  reshape: {
    value: ([x], [shape]) => ({ ...x!, shape: shape as number[] }),
    expression: ([x], [shape]) => echelon.reshape(x!, shape as number[]),
  },
  diag: {
    value([x]) {
      const n = x!.shape[0]!;
      if (x!.shape.length === 2) return make([n], ([i]) => x!.data[i! * n + i!]!, x!.isExact);
      return make([n, n], ([i, j]) => (i === j ? x!.data[i!]! : zero), x!.isExact);
    },
    expression: ([x]) => echelon.diag(x!),
  },
  concat: {
    value(inputs, [axis]) {
      const at = axis as number;
      const sizes = inputs.map(({ shape }) => shape[at]!);
      const total = sizes.reduce((sum, n) => sum + n, 0);
      const shape = inputs[0]!.shape.map((n, i) => (i === at ? total : n));
      return make(
        shape,
        (index) => {
          const inner = [...index];
          let piece = 0;
          while (inner[at]! >= sizes[piece]!) inner[at]! -= sizes[piece++]!;
          return inputs[piece]!.data[flat(inputs[piece]!.shape, inner)]!;
        },
        inputs.every(({ isExact }) => isExact),
      );
    },
    expression: (inputs, [axis]) => echelon.concat(inputs, axis as number),
  },
};

/** Σ over the last axis of x and the last but one of y, or the only one. */
const products: Record<string, Operation> = {
  matmul: {
    value([x, y]) {
      if (x!.shape.length > 2 || y!.shape.length > 2) throw new Doubtful();
      const [a, b] = [x!, y!].map(({ shape }) => shape) as [number[], number[]];
      const [rows, columns] = [a.slice(0, -1), b.slice(1)];
      const depth = b[0]!;
      return make([...rows, ...columns], (index) => {
        const [i, j] = [index.slice(0, rows.length), index.slice(rows.length)];
        const terms = Array.from({ length: depth }, (_, k) =>
          dual.multiply(x!.data[flat(a, [...i, k])]!, y!.data[flat(b, [k, ...j])]!),
        );
        return sumOf(terms);
      });
    },
    expression: ([x, y]) => echelon.matmul(x!, y!),
  },
  outer: {
    value: ([x, y]) =>
      make([...x!.shape, ...y!.shape], (index) =>
        dual.multiply(
          x!.data[flat(x!.shape, index.slice(0, x!.shape.length))]!,
          y!.data[flat(y!.shape, index.slice(x!.shape.length))]!,
        ),
      ),
    expression: ([x, y]) => echelon.outer(x!, y!),
  },
  solveLinear: {
    value: ([a, b], [kind]) => {
      const { solution } = eliminated(meant(a!, kind), b!, kind);
      return { shape: b!.shape, data: solution, isExact: false };
    },
    expression: ([a, b], [kind]) =>
      echelon.solveLinear(a!, b!, { kind: kind as "general" | "spd" | "symmetric" }),
  },
  logDet: {
    value: ([a], [kind]) => {
      const none = { shape: [a!.shape[0]!, 0], data: [], isExact: true };
      const { pivots } = eliminated(meant(a!, kind), none, kind);
      const size = (x: HyperDual) => dual.functions.log!(dual.by(x, Math.sign(x[0])));
      return { shape: [], data: [sumOf(pivots.map(size))], isExact: false };
    },
    expression: ([a], [kind]) =>
      echelon.logDet(a!, { kind: kind as "general" | "spd" | "symmetric" }),
  },
};

/** "symmetric" and "spd" mean (A + Aᵀ)/2. */
function meant(a: Numbers, kind: unknown): Numbers {
  const n = a.shape[0]!;
  if (kind === "general") return a;
  return make(a.shape, ([i, j]) =>
    dual.by(dual.plus(a.data[i! * n + j!]!, a.data[j! * n + i!]!), 0.5),
  );
}

/** Gaussian elimination without pivoting; doubtful unless the diagonal is dominant enough for it. */
function eliminated(a: Numbers, b: Numbers, kind: unknown) {
  const n = a.shape[0]!;
  const columns = size(b.shape.slice(1));
  const rows = Array.from({ length: n }, (_, i) => [
    ...a.data.slice(i * n, (i + 1) * n),
    ...b.data.slice(i * columns, (i + 1) * columns),
  ]);
  const pivots = rows.map((row, k) => {
    const pivot = row[k]!;
    const distance = kind === "spd" ? pivot[0] : Math.abs(pivot[0]);
    if (!(distance > 0.1)) throw new Doubtful();
    for (const other of rows) {
      if (other === row) continue;
      const factor = dual.by(dual.over(other[k]!, pivot), -1);
      other.forEach((x, j) => {
        other[j] = dual.plus(x, dual.multiply(factor, row[j]!));
      });
    }
    return pivot;
  });
  const solution = rows.flatMap((row, k) => row.slice(n).map((x) => dual.over(x, pivots[k]!)));
  return { solution, pivots };
}

/** Functions of the public face by name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...elementwiseOperations,
  ...reductions,
  ...movements,
  ...products,
};
