import { fail } from "../../error/fail.ts";
import { labelsOf, type Shape, size } from "../../value/shape.ts";
import { add } from "../add.ts";
import { Expression } from "../node.ts";
import { reshape } from "../structural.ts";
import { broadcastTo, contractionOf, permute, sumAxes } from "../view.ts";
import { type Callee, call } from "./call.ts";
import { given, type Host, rowRoutine, valueRoutine } from "./externalRoutine.ts";
import { joined, statePieces } from "./loop.ts";

/** What a function of the host answers with: numbers in row-major order. */
export type Numbers = number | ArrayLike<number>;

/** A scalar function that is computed outside, with its derivatives; see {@link external}. */
export interface ExternalFunction {
  /** f(x, …): one flat Float64Array for each input, row-major; a scalar input is an array of length 1. */
  value(...x: Float64Array[]): number;
  /** ∇f(x, …): one flat array for each input; for a single input the array itself. */
  gradient(...x: Float64Array[]): Numbers | readonly Numbers[];
  /** (∂²f)·v, in the form of `gradient`. Where it is missing, central differences of `gradient`. */
  hessianVector?(
    x: readonly Float64Array[],
    v: readonly Float64Array[],
  ): Numbers | readonly Numbers[];
  /** For messages and listings. */
  readonly name?: string;
  /**
   * Relative step of the differences that stand for the first derivative that is not given; 6e-6 if not given (the
   * cube root of the rounding error in double precision). A function in single precision wants 5e-3.
   */
  readonly step?: number;
}

let functions = 0;
const keys = new WeakMap<object, number>();

/**
 * A scalar function computed by the host program as an expression of its inputs: a loss in another library, a
 * simulator, a table. Its derivatives are asked of the host as well,
 *
 *     value f(x),   gradient ∇f(x),   product (∂²f/∂x²)·v,
 *
 * so that it can be the objective of a level, or a part of it. One derivative more than the host gives is taken by
 * central differences (about ten digits in double precision); the next is refused. Every evaluation leaves
 * WebAssembly: whatever can be written as an expression is faster as one.
 *
 * @param inputs  one expression, or an array of them
 * @throws ERR_OPTION  value or gradient is no function; when differentiated more often than the host knows
 * @throws ERR_VALUE  when evaluated: the host answers with something else than numbers, or too few of them
 * @example
 * ```ts
 * import { evaluate, external, grad, variable } from "echelon";
 * const x = variable("x", [1, 2]);
 * const f = external(x, {
 *   value: ([a, b]) => a * a * b,
 *   gradient: ([a, b]) => [2 * a * b, a * a],
 *   hessianVector: ([[a, b]], [[v, w]]) => [2 * b * v + 2 * a * w, 2 * a * v],
 * });
 * evaluate(f); // → 2
 * evaluate(grad(f, x)); // → [4, 1]
 * ```
 */
export function external(
  inputs: Expression | readonly Expression[],
  host: ExternalFunction,
): Expression {
  const list = inputs instanceof Expression ? [inputs] : inputs;
  const wrong = (["value", "gradient"] as const).find((part) => typeof host[part] !== "function");
  if (wrong)
    fail("ERR_OPTION", {
      operation: "external",
      option: wrong,
      given: host[wrong],
      expected: "a function of Float64Arrays, one for each input",
    });
  if (!keys.has(host)) keys.set(host, ++functions);
  const shapes = list.map((input) => input.shape);
  const total = shapes.reduce((sum, shape) => sum + size(shape), 0);
  const key = keys.get(host)!;
  return valueNode({ host, name: host.name ?? "external", key, shapes, total }, list);
}

function valueNode(self: Host, inputs: readonly Expression[]): Expression {
  const callee: Callee = {
    key: `external;${self.key}`,
    name: self.name,
    bind: () => valueRoutine(self),
    forward(node, tangents) {
      const slopes = pieces(self, derivative(self, node.inputs, []));
      const terms = tangents.flatMap((tangent, k) => (tangent ? [along(slopes[k]!, tangent)] : []));
      return terms.length === 0 ? undefined : terms.reduce((a, b) => add(a, b));
    },
    reverse(node, cotangent, batch) {
      const slopes = pieces(self, derivative(self, node.inputs, []));
      return slopes.map((slope) => {
        const lead = labelsOf(batch, 1000);
        const axes = labelsOf(slope.shape);
        return contractionOf(
          [
            [cotangent, lead],
            [slope, axes],
          ],
          [...lead, ...axes],
        );
      });
    },
  };
  return call(callee, inputs, []);
}

/** The pieces of a derivative in one row under the shapes of the inputs. */
const pieces = ({ shapes, total }: Host, row: Expression): Expression[] =>
  statePieces(reshape(row, [total]), 0, shapes);

/** ⟨slope, tangent⟩ over the axes of the slope; the batch axes of the tangent stay. */
function along(slope: Expression, tangent: Expression): Expression {
  const axes = labelsOf(slope.shape);
  const rest = labelsOf(tangent.shape.slice(axes.length), axes.length);
  return contractionOf(
    [
      [slope, axes],
      [tangent, [...axes, ...rest]],
    ],
    rest,
  );
}

/**
 * Rows of D^m f(x)[v_1, …, v_{m−1}, ·], one for each row of the directions, which are matrices of as many rows and
 * of `total` columns. Linear and symmetric in the directions, so that it is its own transpose.
 */
function derivative(
  self: Host,
  inputs: readonly Expression[],
  directions: readonly Expression[],
): Expression {
  const rows = directions[0]?.shape[0] ?? 1;
  const order = directions.length + 1;
  const count = inputs.length;
  requireOrder(self, order);
  const callee: Callee = {
    key: `external;${self.key};${order}`,
    name: `derivative ${order} of ${self.name}`,
    bind: () => rowRoutine(self, order),
    forward(node, tangents, batch) {
      const [x, vs] = [node.inputs.slice(0, count), node.inputs.slice(count)];
      const terms = vs.flatMap((_, j) => {
        const tangent = tangents[count + j];
        return tangent ? [derivative(self, x, exchanged(vs, j, batchFirst(tangent, 2)))] : [];
      });
      const moving = tangents.slice(0, count);
      if (moving.some((tangent) => tangent)) {
        const row = batchFirst(joined(moving, self.shapes, [], batch), 1);
        const spread = broadcastTo(reshape(row, [...batch, 1, self.total]), [
          ...batch,
          rows,
          self.total,
        ]);
        terms.push(derivative(self, x, [...repeated(vs, batch), asRows(spread)]));
      }
      if (terms.length === 0) return undefined;
      const sum = terms.reduce((a, b) => add(a, b));
      return batchLast(reshape(sum, [...batch, rows, self.total]), batch.length);
    },
    reverse(node, cotangent, batch, _, needed) {
      const [x, vs] = [node.inputs.slice(0, count), node.inputs.slice(count)];
      const own = needed.slice(0, count).includes(true)
        ? transposed(
            self,
            derivative(self, x, [...repeated(vs, batch), asRows(cotangent)]),
            batch,
            rows,
          )
        : x.map(() => undefined);
      const others = vs.map((__, j) =>
        needed[count + j]
          ? reshape(derivative(self, x, exchanged(vs, j, cotangent)), cotangent.shape)
          : undefined,
      );
      return [...own, ...others];
    },
  };
  return call(callee, [...inputs, ...directions], [rows, self.total]);
}

/** The cotangents of the inputs: summed over the rows, all of which are taken at the same point. */
function transposed(self: Host, product: Expression, batch: Shape, rows: number): Expression[] {
  const all = reshape(product, [...batch, rows, self.total]);
  return statePieces(sumAxes(all, [batch.length]), batch.length, self.shapes);
}

/** All axes but the last become one. */
const asRows = (x: Expression): Expression => {
  const total = x.shape.at(-1)!;
  return reshape(x, [size(x.shape.slice(0, -1)), total]);
};

/** Each direction once for every element of the batch. */
function repeated(directions: readonly Expression[], batch: Shape): Expression[] {
  return directions.map((v) => asRows(broadcastTo(v, [...batch, ...v.shape])));
}

/** The directions with the j-th exchanged for `rows` of shape batch ++ [rows, total], the others repeated. */
function exchanged(
  directions: readonly Expression[],
  j: number,
  rows: Expression,
): readonly Expression[] {
  const others = repeated(directions, rows.shape.slice(0, -2));
  return others.map((v, i) => (i === j ? asRows(rows) : v));
}

/** Moves the axes of a batch, all after the first `count`, to the front; batchLast moves the first `count` back. */
function batchFirst(x: Expression, count: number): Expression {
  const axes = labelsOf(x.shape);
  return permute(x, [...axes.slice(count), ...axes.slice(0, count)]);
}
const batchLast = batchFirst;

function requireOrder(self: Host, order: number): void {
  const last = given(self);
  if (order <= last + 1) return;
  fail("ERR_OPTION", {
    operation: "external",
    option: `derivative ${order} of ${self.name}`,
    given: "nothing that computes it",
    expected: `at most derivative ${last + 1}, by differences of derivative ${last}`,
    advice: self.host.hessianVector
      ? "Choose a method that differentiates less often: lbfgs() at the outer levels needs gradients only."
      : "Give hessianVector to external(), or choose lbfgs(), which needs gradients only.",
  });
}
