import { fail } from "../error/fail.ts";
import { rowMajorStrides, size } from "./shape.ts";
import type { NestedArray, StridedArray, TypedArray, Value } from "./value.ts";

/** Numbers in row-major order without gaps, and their shape. */
export interface Dense {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/**
 * Any {@link Value} as a fresh row-major Float64Array and its shape. The data is always a copy: what the caller does
 * to the original afterwards changes nothing.
 *
 * @param what  name of the value, for the error
 * @throws ERR_VALUE  rows of different lengths, an entry that is not a number, strides that leave the data
 */
export function toDense(value: Value, what: string): Dense {
  if (typeof value === "number") return { data: Float64Array.of(value), shape: [] };
  if (isTyped(value)) return { data: new Float64Array(value), shape: [value.length] };
  if (Array.isArray(value)) return fromNested(value, what);
  if (isStrided(value)) return fromStrided(value, what);
  const advice = isBig(value)
    ? "Convert 64-bit integers: Float64Array.from(values, Number)."
    : undefined;
  return refuse(what, `${describe(value)} is not an array of numbers`, advice);
}

function refuse(name: string, reason: string, advice?: string): never {
  return fail("ERR_VALUE", { name, reason, advice });
}

const isBig = (value: unknown): boolean =>
  value instanceof BigInt64Array || value instanceof BigUint64Array;

function isTyped(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBig(value);
}

function isStrided(value: unknown): value is StridedArray {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value;
}

const isList = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "length" in value;

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return `the ${typeof value} ${String(value)}`;
  return value.constructor?.name ?? "an object";
}

function fromNested(value: NestedArray, what: string): Dense {
  const shape: number[] = [];
  let first: unknown = value;
  while (Array.isArray(first) || isTyped(first)) {
    shape.push(first.length);
    first = first[0];
  }
  const data = new Float64Array(size(shape));
  fill(data, 0, value, shape, [], what);
  return { data, shape };
}

/** Writes one row, checks its length against the first row's, and returns the position after it. */
function fill(
  data: Float64Array,
  position: number,
  entry: unknown,
  shape: readonly number[],
  path: number[],
  what: string,
): number {
  const length = shape[path.length];
  const wrong = (words: string) => refuse(what, what + path.map((i) => `[${i}]`).join("") + words);
  if (length === undefined) {
    if (typeof entry !== "number") wrong(` is ${describe(entry)}, not a number`);
    data[position] = entry as number;
    return position + 1;
  }
  if (!Array.isArray(entry) && !isTyped(entry))
    return wrong(` is ${describe(entry)}, its neighbours are arrays`);
  if (entry.length !== length) wrong(` has ${entry.length} entries, its neighbours have ${length}`);
  let next = position;
  for (let i = 0; i < length; i++) {
    path.push(i);
    next = fill(data, next, entry[i], shape, path, what);
    path.pop();
  }
  return next;
}

function fromStrided(value: StridedArray, what: string): Dense {
  const { data: source, shape, offset = 0 } = value;
  if (!isList(source) || !isList(shape)) refuse(what, "data and shape are not both arrays");
  const strides = value.strides ?? value.stride ?? rowMajorStrides(shape);
  checkStrided(source, shape, strides, offset, what);
  const data = new Float64Array(size(shape));
  let to = 0;
  const copy = (axis: number, from: number): void => {
    const [length, stride] = [shape[axis] ?? 1, strides[axis] ?? 0];
    for (let i = 0; i < length; i++) {
      const at = from + i * stride;
      if (axis + 1 < shape.length) {
        copy(axis + 1, at);
        continue;
      }
      const entry: unknown = source[at];
      if (typeof entry !== "number")
        refuse(what, `data[${at}] is ${describe(entry)}, not a number`);
      data[to++] = entry as number;
    }
  };
  copy(0, offset);
  return { data, shape: [...shape] };
}

function checkStrided(
  source: ArrayLike<number>,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  what: string,
): void {
  if (!Array.from(shape).every((length) => Number.isInteger(length) && length >= 0))
    refuse(what, `shape [${shape}] is not made of counts`);
  if (strides.length !== shape.length || ![...strides, offset].every(Number.isInteger))
    refuse(what, `strides [${strides.join(", ")}] do not describe shape [${shape.join(", ")}]`);
  let [lowest, highest] = [offset, offset];
  shape.forEach((length, axis) => {
    const reach = (length - 1) * strides[axis]!;
    lowest += Math.min(0, reach);
    highest += Math.max(0, reach);
  });
  if (size(shape) > 0 && (lowest < 0 || highest >= source.length))
    refuse(
      what,
      `shape and strides reach from element ${lowest} to ${highest}, and data has ${source.length}`,
    );
}
