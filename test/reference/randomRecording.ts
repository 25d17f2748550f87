import { size } from "../../src/value/shape.ts";
import { Doubtful, type Numbers, type Options } from "./numbers.ts";
import { randomFrom } from "./randomGraph.ts";
import { type Step, stepValue } from "./recording.ts";

const LARGEST = 300;

export const isModerate = ({ data }: Numbers): boolean =>
  data.every((x) => x.every((part) => Math.abs(part) < LARGEST));
const ELEMENTS_MOST = 260;

/** Records random calls of the public face, most of them of a form that the simplification rules look for. */
export class Recorder {
  readonly steps: Step[] = [];
  readonly values: Numbers[] = [];
  /** Lets numbers pass that are not moderate: what a choice may leave out. */
  isLoose = false;
  private readonly random: () => number;
  readonly sizes: readonly number[];

  constructor(seed: number, sizes: readonly number[]) {
    this.random = randomFrom(seed);
    this.sizes = sizes;
  }

  upTo = (n: number): number => Math.floor(this.random() * n);
  pick = <T>(list: readonly T[]): T => list[this.upTo(list.length)]!;
  chance = (p: number): boolean => this.random() < p;
  shapeOf = (i: number): readonly number[] => this.values[i]!.shape;

  shape(): number[] {
    const rank = this.pick([0, 1, 1, 2, 2, 2, 3]);
    const shape = Array.from({ length: rank }, () => this.pick(this.sizes));
    while (size(shape) > 64) shape.pop();
    return shape;
  }

  /** A shape that broadcasts to this one. */
  smaller(shape: readonly number[]): number[] {
    const own = shape.map((n) => (this.chance(0.25) ? 1 : n));
    return own.slice(this.chance(0.3) ? this.upTo(own.length + 1) : 0);
  }

  leaf(shape: readonly number[], special = 0.3): number {
    const kind = this.pick(["variable", "variable", "parameter", "constant"] as const);
    return this.given(kind, shape, this.numbers(size(shape), special));
  }

  given(
    leaf: "variable" | "parameter" | "constant",
    shape: readonly number[],
    data: readonly number[],
  ): number {
    const directions = () => data.map(() => 2 * this.random() - 1);
    const step: Step = { leaf, shape, data };
    return this.push(
      leaf === "variable" ? { ...step, along: [directions(), directions()] } : step,
    )!;
  }

  numbers(count: number, special: number): number[] {
    const single = this.chance(special) ? this.pick([0, 1, 1, -1, 2, 0.5, -2]) : undefined;
    const some = this.chance(special) ? this.pick([0, 1, -1]) : undefined;
    return Array.from({ length: count }, () => {
      if (single !== undefined) return single;
      if (some !== undefined && this.chance(0.5)) return some;
      return Math.round((4 * this.random() - 2) * 1000) / 1000;
    });
  }

  number(value: number, shape: readonly number[] = []): number {
    return this.given("constant", shape, new Array(size(shape)).fill(value));
  }

  /** Records a step if its value is moderate; its place, or undefined. */
  private push(step: Step): number | undefined {
    const value = stepValue(step, this.values);
    if (size(value.shape) > ELEMENTS_MOST) return undefined;
    this.steps.push(step);
    const place = this.values.push(value) - 1;
    if (this.isLoose || this.isModerate(place)) return place;
    this.steps.pop();
    this.values.pop();
    return undefined;
  }

  /** Records a call; the first input where it is not moderate or too close to a kink. */
  call(name: string, inputs: readonly number[], ...options: Options): number {
    try {
      return this.push({ call: name, inputs, options }) ?? inputs[0]!;
    } catch (error) {
      if (error instanceof Doubtful) return inputs[0]!;
      throw error;
    }
  }

  isModerate(i: number): boolean {
    return isModerate(this.values[i]!);
  }

  any(): number {
    if (this.steps.length === 0 || this.chance(0.15)) return this.leaf(this.shape());
    // Later results more often: graphs grow deep.
    const back = Math.floor(this.random() ** 2 * this.steps.length);
    return this.steps.length - 1 - back;
  }

  /** A result of just this shape. */
  like(shape: readonly number[]): number {
    const same = this.values.flatMap((value, i) =>
      `${value.shape}` === `${shape}` && value.shape.length === shape.length ? [i] : [],
    );
    return same.length > 0 && this.chance(0.8) ? this.pick(same) : this.leaf(shape);
  }

  /** A result that can be broadcast with this shape. */
  fitting(shape: readonly number[]): number {
    const fits = (other: readonly number[]) => {
      const [short, long] = other.length < shape.length ? [other, shape] : [shape, other];
      return short.every((n, i) => {
        const m = long[long.length - short.length + i]!;
        return n === m || n === 1 || m === 1;
      });
    };
    const list = this.values.flatMap((value, i) => (fits(value.shape) ? [i] : []));
    return list.length > 0 && this.chance(0.7) ? this.pick(list) : this.leaf(this.smaller(shape));
  }

  axes(shape: readonly number[]): number[] {
    return shape.flatMap((_, axis) => (this.chance(0.5) ? [axis] : []));
  }

  matrix(): number {
    const list = this.values.flatMap(({ shape }, i) => (shape.length === 2 ? [i] : []));
    if (list.length > 0 && this.chance(0.7)) return this.pick(list);
    return this.leaf([this.pick(this.sizes), this.pick(this.sizes)]);
  }
}
