import * as echelon from "../../src/index.ts";
import { constant, type HyperDual, plus } from "./hyperDual.ts";
import { indices } from "./interpret.ts";

/** A row-major array of hyper-dual numbers. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly HyperDual[];
  /** Numbers as they were given, so that a comparison of equal ones is not a matter of rounding. */
  readonly isExact: boolean;
}

/** A choice so close that rounding may decide otherwise. */
export class Doubtful extends Error {}

/** What an operation needs besides its inputs, in the order of the public function. */
export type Options = readonly unknown[];

/** One function of the public face, and its definition. */
export interface Operation {
  value(inputs: readonly Numbers[], options: Options): Numbers;
  expression(inputs: readonly echelon.Expression[], options: Options): echelon.Expression;
}

export const flat = (shape: readonly number[], index: readonly number[]): number =>
  shape.reduce((sum, n, axis) => sum * n + index[axis]!, 0);

/** Whether x is above, at or below y; doubtful near a tie. */
export function order(x: number, y: number, isExact: boolean): number {
  if (!(Math.abs(x - y) > 1e-7) && !(x === y && isExact)) throw new Doubtful();
  return Math.sign(x - y);
}

export const make = (
  shape: readonly number[],
  at: (index: readonly number[]) => HyperDual,
  isExact = false,
): Numbers => ({ shape, data: indices(shape).map(at), isExact });

export const zero: HyperDual = constant(0);
export const sumOf = (list: readonly HyperDual[]): HyperDual => list.reduce(plus, zero);

/** NumPy's rule. */
export function common(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((n) => n !== 1) ?? 1;
  });
}

export const broadcast = ({ shape, data }: Numbers, index: readonly number[]): HyperDual => {
  const own = index.slice(index.length - shape.length);
  return data[
    flat(
      shape,
      own.map((i, axis) => (shape[axis] === 1 ? 0 : i)),
    )
  ]!;
};

export const call = (name: string, inputs: readonly unknown[]): echelon.Expression =>
  (echelon as unknown as Record<string, (...x: unknown[]) => echelon.Expression>)[name]!(...inputs);
