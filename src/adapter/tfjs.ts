import { calculus } from "../derivative/calculus.ts";
import { fail } from "../error/fail.ts";
import { uniform } from "../expression/contract.ts";
import { variable } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { external } from "../expression/operator/external.ts";
import { flatten } from "../expression/structural.ts";
import { compile } from "../level/compile.ts";
import type { Program } from "../program/program.ts";
import { newton } from "../solver/newton.ts";
import type { Solver } from "../solver/solver.ts";
import { size } from "../value/shape.ts";

/** What the adapter reads of a tensor. */
export interface TfjsTensor {
  readonly shape: number[];
  dataSync(): ArrayLike<number>;
}

type Call = (...values: never[]) => unknown;

/** What the adapter uses of TensorFlow.js: `@tensorflow/tfjs`, or `@tensorflow/tfjs-core` with a backend and the gradients. */
export interface TfjsLibrary {
  readonly add: Call;
  readonly customGrad: Call;
  readonly engine: Call;
  readonly exp: Call;
  readonly grads: Call;
  readonly mul: Call;
  readonly reshape: Call;
  readonly slice: Call;
  readonly sum: Call;
  readonly tensor: Call;
  readonly tidy: Call;
}

/** The same with the types that the adapter works with. */
interface Library<T> {
  tensor(values: Float32Array, shape: readonly number[]): T;
  tidy<R>(body: () => R): R;
  grads(f: (...x: T[]) => T): (x: T[]) => T[];
  customGrad(f: (...x: unknown[]) => CustomGradient<T>): (...x: T[]) => T;
  engine(): { readonly state: Recording };
  add(a: T, b: T): T;
  exp(x: T): T;
  mul(a: T, b: T | number): T;
  sum(a: T): T;
  slice(x: T, begin: number[], size: number[]): T;
  reshape(x: T, shape: readonly number[]): T;
}

/** What the engine records at the moment, and how deep it is in functions that are differentiated. */
interface Recording {
  activeTape: readonly Operation[] | null;
  gradientDepth: number;
  kernelDepth: number;
}

/** One recorded operation. */
interface Operation {
  readonly inputs: Readonly<Record<string, { readonly id: number }>>;
  readonly outputs: readonly { readonly id: number }[];
}

interface CustomGradient<T> {
  readonly value: T;
  readonly gradFunc: (dy: T, saved: T[]) => T[];
}

/** Options of a loss in TensorFlow.js. */
export interface TfjsLossOptions {
  /** For messages. */
  readonly name?: string;
  /**
   * false where an operation of the loss has no second derivative in the library ("gradient function not found"): then
   * products with the Hessian are differences of gradients, with three digits. Default true.
   */
  readonly secondDerivatives?: boolean;
}

/** Losses of TensorFlow.js as expressions, and expressions as operations of TensorFlow.js. */
export interface TfjsBridge<T> {
  /**
   * A scalar function of tensors as an expression: the objective of a level, or a part of one. Value, gradient and
   * products with the Hessian come from the library, in single precision: give its level a `tolerance` of 1e-5 or so,
   * and `solver`.
   */
  loss(
    inputs: Expression | readonly Expression[],
    f: (...x: T[]) => T,
    options?: TfjsLossOptions,
  ): Expression;
  /**
   * An expression as an operation on tensors, differentiable as often as the expression is. For `argmin` the backward
   * pass is the implicit function theorem: one adjoint system, no unrolled iterations.
   *
   * @param inputs  variables and parameters, in the order of the tensors
   */
  operation(inputs: readonly Expression[], output: Expression): (...x: T[]) => T;
  /** Newton's method that knows the rounding errors of single precision: for levels with such a loss. */
  readonly solver: Solver;
}

/** The step of central differences in single precision: the cube root of its rounding error. */
const STEP = 5e-3;

/**
 * TensorFlow.js in both directions: its losses as objectives of levels, and solutions as its operations.
 *
 *     import * as tf from "@tensorflow/tfjs";
 *     const { loss, operation, solver } = tfjs(tf);
 *     const train = loss([w, lambda], (w, lambda) => tf.add(fit(w), tf.mul(tf.exp(lambda), tf.sum(tf.square(w)))));
 *     const best = operation([lambda], argmin(w, train, { solver, tolerance: 1e-5 }));
 *     const slope = tf.grad((lambda) => validation(best(lambda)));
 *
 * TensorFlow.js computes in single precision: seven digits of a value, five of a gradient. What can be written as an
 * expression is exact to sixteen, and does not leave WebAssembly. Tensors made here are disposed here; the backend
 * must be able to read data synchronously (cpu, wasm, webgl).
 */
export function tfjs<T extends TfjsTensor>(library: TfjsLibrary): TfjsBridge<T> {
  const tf = library as unknown as Library<T>;
  return {
    loss: (inputs, f, options = {}) => loss(tf, [inputs].flat() as Expression[], f, options),
    operation: (inputs, output) => operation(tf, inputs, output),
    solver: newton({ rounding: 2 ** -23 }),
  };
}

function loss<T extends TfjsTensor>(
  tf: Library<T>,
  inputs: readonly Expression[],
  f: (...x: T[]) => T,
  { name = "the loss in TensorFlow.js", secondDerivatives = true }: TfjsLossOptions,
): Expression {
  const tensors = (x: readonly Float64Array[]) =>
    x.map((data, k) => tf.tensor(Float32Array.from(data), inputs[k]!.shape));
  const slopes = tf.grads(anchored(tf, f));
  const numbers = (list: readonly T[]) => list.map((tensor) => tensor.dataSync());
  return external(inputs, {
    name,
    step: STEP,
    value: (...x) =>
      tf.tidy(() => {
        const result: T | undefined = f(...tensors(x));
        const advice = "The loss must be a scalar: reduce it with tf.sum or tf.mean.";
        if (!Array.isArray(result?.shape))
          fail("ERR_VALUE", { name, reason: "its function gave no tensor", advice });
        if (result.shape.length > 0)
          fail("ERR_SHAPE", { operation: name, shapes: [result.shape], advice });
        return result.dataSync()[0]!;
      }),
    gradient: (...x) => tf.tidy(() => numbers(slopes(tensors(x)))),
    ...(secondDerivatives &&
      knowsSecondDerivatives(tf) && {
        hessianVector: (x, v) =>
          tf.tidy(() => numbers(product(tf, slopes, tensors(x), tensors(v)))),
      }),
  });
}

/** The library refuses to differentiate by what a function does not depend on: this depends on everything. */
function anchored<T>(tf: Library<T>, f: (...x: T[]) => T): (...x: T[]) => T {
  return (...x) => x.reduce((sum, input) => tf.add(sum, tf.mul(tf.sum(input), 0)), f(...x));
}

/** The gradient of ⟨∇f, v⟩. */
function product<T>(
  tf: Library<T>,
  slopes: (x: T[]) => T[],
  x: T[],
  directions: readonly T[],
): T[] {
  const along = anchored(tf, (...at) =>
    slopes(at)
      .map((slope, k) => tf.sum(tf.mul(slope, directions[k]!)))
      .reduce((sum, term) => tf.add(sum, term)),
  );
  return tf.grads((...at) => {
    const result = along(...at);
    const { state } = tf.engine();
    if (state.activeTape) state.activeTape = inOrder(state.activeTape);
    return result;
  })(x);
}

/**
 * The recorded operations, each after those whose results it takes. Where a gradient needs the result of its operation
 * (exp, tanh, sigmoid), the library records the copy of the result before the operation, and forgets the copy's own
 * derivative: the second derivative of exp(x)² comes out as half of what it is.
 */
function inOrder(tape: readonly Operation[]): Operation[] {
  const makers = new Map(tape.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const sorted = new Set<Operation>();
  const visit = (node: Operation): void => {
    if (sorted.has(node)) return;
    for (const { id } of Object.values(node.inputs)) {
      const maker = makers.get(id);
      if (maker && maker !== node) visit(maker);
    }
    sorted.add(node);
  };
  for (const node of tape) visit(node);
  return [...sorted];
}

const known = new WeakMap<object, boolean>();

/** Whether (exp²)″ = 4 at 0: `inOrder` reads what the library does not promise to keep. */
function knowsSecondDerivatives<T extends TfjsTensor>(tf: Library<T>): boolean {
  if (!known.has(tf))
    known.set(
      tf,
      tf.tidy(() => {
        const [zero, one] = [0, 1].map((x) => tf.tensor(Float32Array.of(x), [1]));
        try {
          const slopes = tf.grads((x) => tf.sum(tf.mul(tf.exp(x), tf.exp(x))));
          return Math.abs(product(tf, slopes, [zero!], [one!])[0]!.dataSync()[0]! - 4) < 1e-3;
        } catch {
          return false;
        }
      }),
    );
  return known.get(tf)!;
}

function operation<T extends TfjsTensor>(
  tf: Library<T>,
  inputs: readonly Expression[],
  output: Expression,
): (...x: T[]) => T {
  let program: Program | undefined;
  let backward: ((...x: T[]) => T) | undefined;
  const forward = tf.customGrad((...given) => {
    const save = given.at(-1) as (tensors: T[]) => void;
    const x = given.slice(0, -1) as T[];
    save(x);
    const values = x.map(dense);
    const [result] = unrecorded(tf, () => {
      program ??= compile(inputs, [output]);
      return program.run(...values);
    });
    const data = typeof result === "number" ? [result] : (result as Float64Array);
    return {
      value: tf.tensor(Float32Array.from(data), output.shape),
      gradFunc(dy, saved) {
        backward ??= pullback(tf, inputs, output);
        return pieces(tf, inputs, backward(...saved, dy));
      },
    };
  });
  return (...x) => forward(...x);
}

/**
 * Runs `body` as if nothing were being differentiated: the library can differentiate inside of a function that is
 * differentiated, but neither inside of an operation nor on the way back.
 */
function unrecorded<T, R>(tf: Library<T>, body: () => R): R {
  const { state } = tf.engine();
  const { activeTape, gradientDepth, kernelDepth } = state;
  Object.assign(state, { activeTape: null, gradientDepth: 0, kernelDepth: 0 });
  try {
    return tf.tidy(body);
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
  }
}

/** Slices of a flat tensor in the shapes of the inputs. */
function pieces<T>(tf: Library<T>, inputs: readonly Expression[], whole: T): T[] {
  let from = 0;
  return inputs.map(({ shape }) => {
    const length = size(shape);
    from += length;
    return tf.reshape(tf.slice(whole, [from - length], [length]), shape);
  });
}

/** The cotangents of all inputs in one array, as an operation of the inputs and the cotangent of the output. */
function pullback<T extends TfjsTensor>(
  tf: Library<T>,
  inputs: readonly Expression[],
  output: Expression,
): (...x: T[]) => T {
  const cotangent = variable("cotangent", { shape: output.shape });
  const slopes = calculus.cotangents([output], [cotangent], inputs, []);
  const whole = flatten(slopes.map((slope, k) => slope ?? uniform(0, inputs[k]!.shape)));
  return operation(tf, [...inputs, cotangent], whole);
}

function dense(tensor: TfjsTensor): number | { data: ArrayLike<number>; shape: number[] } {
  const data = tensor.dataSync();
  return tensor.shape.length === 0 ? data[0]! : { data, shape: tensor.shape };
}
