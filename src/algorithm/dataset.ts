import { allocate, free, view } from "../core/arena.ts";
import { finalizationRegistry } from "../core/finalizationRegistry.ts";
import { fail } from "../error/fail.ts";
import { nameOf } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { type Callee, call } from "../expression/operator/call.ts";
import { size } from "../value/shape.ts";
import { toDense } from "../value/toDense.ts";
import type { Value } from "../value/value.ts";

/** Gives the memory of a data set back when no expression reads it any more. */
const registry = finalizationRegistry<number>((block) => free(block));
let datasets = 0;

/**
 * Rows of numbers that lie in WebAssembly memory once, whatever number of programs read minibatches
 * of them through {@link rows}. A `parameter` instead would be copied into every program.
 *
 * @param value  its first axis counts the rows; finite numbers
 * @throws ERR_VALUE, ERR_NOT_FINITE, ERR_MEMORY
 */
export class Dataset {
  readonly name: string;
  readonly shape: readonly number[];
  readonly id: number;
  private readonly address: number;

  constructor(name: string, value: Value) {
    const { data, shape } = toDense(value, name);
    if (shape.length === 0)
      fail("ERR_SHAPE", { operation: "dataset", shapes: [shape], names: [name] });
    const wrong = data.findIndex((entry) => !Number.isFinite(entry));
    if (wrong >= 0) fail("ERR_NOT_FINITE", { name, value: data[wrong]!, index: wrong });
    this.name = name;
    this.shape = shape;
    this.id = datasets++;
    this.address = allocate(8 * data.length);
    view().set(data, this.address / 8);
    registry.register(this, this.address);
  }

  /** Number of rows. */
  get count(): number {
    return this.shape[0]!;
  }

  /** Copies the rows numbered by `indices` one after the other. */
  copy(indices: ArrayLike<number>, into: Float64Array): void {
    const width = size(this.shape.slice(1));
    const memory = view();
    for (let i = 0; i < indices.length; i++) {
      const from = this.address / 8 + indices[i]! * width;
      into.set(memory.subarray(from, from + width), i * width);
    }
  }
}

/** A data set with the rows of `value`; see {@link Dataset}. */
export function dataset(name: string, value: Value): Dataset {
  return new Dataset(name, value);
}

/**
 * The rows of a data set whose numbers stand in `indices`, read anew at every run: a minibatch that
 * changes without compiling anything. Data: its derivative is zero.
 *
 * @param indices  a vector of whole numbers from 0, as a rule a parameter fed by {@link minibatch}
 * @returns shape indices.length ++ the shape of a row
 * @throws ERR_SHAPE  indices is not a vector; when run ERR_OPTION  a number is not that of a row
 */
export function rows(data: Dataset, indices: Expression): Expression {
  if (indices.shape.length !== 1)
    fail("ERR_SHAPE", {
      operation: "rows",
      shapes: [indices.shape],
      names: [nameOf(indices)],
      advice: "Give the row numbers as a vector.",
    });
  const callee: Callee = {
    key: `rows;${data.id}`,
    name: `rows of ${data.name}`,
    bind:
      () =>
      ([numbers], output) => {
        requireRows(`rows of ${data.name}`, numbers!, data.count);
        data.copy(numbers!, output);
      },
    forward: () => undefined,
    reverse: () => [undefined],
  };
  return call(callee, [indices], [indices.shape[0]!, ...data.shape.slice(1)]);
}

/** @throws ERR_OPTION  one of the numbers is not a whole number below `count` */
export function requireRows(operation: string, numbers: Float64Array, count: number): void {
  for (const given of numbers)
    if (!(Number.isInteger(given) && given >= 0 && given < count))
      fail("ERR_OPTION", {
        operation,
        option: "each row number",
        given,
        expected: `a whole number from 0 to ${count - 1}`,
      });
}
