import { jacobian } from "../../derivative/derivatives.ts";
import { fail } from "../../error/fail.ts";
import { nameOf } from "../../expression/lift.ts";
import { Expression } from "../../expression/node.ts";
import { concat, reshape } from "../../expression/structural.ts";
import { compile } from "../../level/compile.ts";
import { size } from "../../value/shape.ts";
import type { Fit, FitData, FitOptions } from "./options.ts";

/** A curve with parameters, as ml-levenberg-marquardt takes it. */
export type ParameterizedFunction = (parameters: number[]) => (x: number) => number;

/** A curve written as an expression: its derivatives are exact. */
export interface FitModel {
  /** What is fitted, in the order of the result. */
  readonly parameters: readonly Expression[];
  /** Takes the points; a parameter of the shape of the data, that `value` depends on. */
  readonly x: Expression;
  /** The curve at all points: one number for each. */
  readonly value: Expression;
}

/** The model at all points, and its derivatives: one row for each parameter. */
export interface Curve {
  values(parameters: number[]): Float64Array;
  jacobian(parameters: number[], values: Float64Array): Float64Array;
  /** Frees what the curve holds. */
  dispose(): void;
}

export const isFitModel = (model: ParameterizedFunction | FitModel): model is FitModel =>
  typeof model !== "function" && model?.value instanceof Expression;

/** The values that the variables of a model start from, where all have one. */
export function initialValues({ parameters }: FitModel): number[] | undefined {
  const values = parameters.map((node) => node.attributes.initial as Float64Array | undefined);
  return values.every((value) => value) ? values.flatMap((value) => [...value!]) : undefined;
}

/** A curve that is a function: by differences, or by the derivatives that come with it. */
export function functionCurve(
  { x }: FitData,
  f: ParameterizedFunction,
  { steps }: Fit,
  { centralDifference = false, jacobianFunction }: FitOptions,
): Curve {
  const m = x.length;
  const values = (parameters: number[]) => {
    const curve = f(parameters);
    const result = new Float64Array(m);
    for (let i = 0; i < m; i++) result[i] = curve(x[i]!);
    return result;
  };
  const moved = (parameters: number[], k: number, by: number) => {
    const there = parameters.slice();
    there[k]! += by;
    return values(there);
  };
  return {
    values,
    dispose() {},
    jacobian(parameters, now) {
      const rows = new Float64Array(parameters.length * m);
      if (jacobianFunction) {
        const slopes = jacobianFunction(parameters);
        for (let i = 0; i < m; i++) {
          const slope = slopes(x[i]!);
          for (let k = 0; k < parameters.length; k++) rows[k * m + i] = slope[k]!;
        }
        return rows;
      }
      steps.forEach((step, k) => {
        if (step === 0) return;
        const above = moved(parameters, k, step);
        const below = centralDifference ? moved(parameters, k, -step) : now;
        const run = centralDifference ? 2 * step : step;
        for (let i = 0; i < m; i++) rows[k * m + i] = (above[i]! - below[i]!) / run;
      });
      return rows;
    },
  };
}

/** A curve that is an expression: compiled once, with its exact Jacobian. */
export function expressionCurve({ x }: FitData, { parameters, x: input, value }: FitModel): Curve {
  const count = x.length;
  if (size(value.shape) !== count || size(input.shape) !== count)
    fail("ERR_SHAPE", {
      operation: "levenbergMarquardt",
      shapes: [value.shape, input.shape, [count]],
      names: [nameOf(value), nameOf(input), "the data"],
      advice: "Give the model one value, and its x one entry, for each point.",
    });
  const sizes = parameters.map((node) => size(node.shape));
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const blocks = jacobian(reshape(value, [count]), parameters);
  const matrix = concat(
    blocks.map((block, k) => reshape(block, [count, sizes[k]!])),
    1,
  );
  const program = compile([...parameters, input], [value, matrix.transpose()]);
  program.set(parameters.length, Float64Array.from(x));
  const at = (list: number[]) => {
    let offset = 0;
    sizes.forEach((n, k) => {
      program.set(k, list.slice(offset, offset + n));
      offset += n;
    });
    program.execute();
  };
  const output = (k: number, length: number) => {
    const numbers = new Float64Array(length);
    program.get(k, numbers);
    return numbers;
  };
  return {
    values(list) {
      at(list);
      return output(0, count);
    },
    jacobian(list) {
      at(list);
      return output(1, count * total);
    },
    dispose: () => program.dispose(),
  };
}
