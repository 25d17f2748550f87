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
  const advice =
    value instanceof BigInt64Array || value instanceof BigUint64Array
      ? "Convert 64-bit integers: Float64Array.from(values, Number)."
      : undefined;
  const reason = `${describe(value)} is not an array of numbers`;
  return fail("ERR_VALUE", { name: what, reason, advice });
}

function isTyped(value: unknown): value is TypedArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
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
  const depth = path.length;
  const at = () => `${what}${path.map((i) => `[${i}]`).join("")}`;
  if (depth === shape.length) {
    if (typeof entry !== "number") {
      fail("ERR_VALUE", { name: what, reason: `${at()} is ${describe(entry)}, not a number` });
    }
    data[position] = entry;
    return position + 1;
  }
  if (!Array.isArray(entry) && !isTyped(entry)) {
    fail("ERR_VALUE", {
      name: what,
      reason: `${at()} is ${describe(entry)}, its neighbours are arrays`,
    });
  }
  if (entry.length !== shape[depth]) {
    const reason = `${at()} has ${entry.length} entries, its neighbours have ${shape[depth]}`;
    fail("ERR_VALUE", { name: what, reason });
  }
  let next = position;
  for (let i = 0; i < entry.length; i++) {
    path.push(i);
    next = fill(data, next, entry[i], shape, path, what);
    path.pop();
  }
  return next;
}

function fromStrided(value: StridedArray, what: string): Dense {
  const { data: source, shape, offset = 0 } = value;
  if (!isList(source) || !isList(shape))
    fail("ERR_VALUE", { name: what, reason: "data and shape are not both arrays" });
  const strides = value.strides ?? value.stride ?? rowMajorStrides(shape);
  checkStrided(source, shape, strides, offset, what);
  const data = new Float64Array(size(shape));
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < data.length; to++) {
    const entry = source[from];
    if (typeof entry !== "number")
      fail("ERR_VALUE", {
        name: what,
        reason: `data[${from}] is ${describe(entry)}, not a number`,
      });
    data[to] = entry;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return { data, shape: [...shape] };
}

function checkStrided(
  source: ArrayLike<number>,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  what: string,
): void {
  if (!Array.from(shape).every((length) => Number.isInteger(length) && length >= 0)) {
    fail("ERR_VALUE", { name: what, reason: `shape [${shape}] is not made of counts` });
  }
  if (strides.length !== shape.length || ![...strides, offset].every(Number.isInteger)) {
    const reason = `strides [${strides.join(", ")}] do not describe shape [${shape.join(", ")}]`;
    fail("ERR_VALUE", { name: what, reason });
  }
  const reach = shape.map((length, axis) => (length - 1) * strides[axis]!);
  const lowest = offset + reach.reduce((sum, step) => sum + Math.min(0, step), 0);
  const highest = offset + reach.reduce((sum, step) => sum + Math.max(0, step), 0);
  if (size(shape) > 0 && (lowest < 0 || highest >= source.length)) {
    const reason = `shape and strides reach from element ${lowest} to ${highest}, and data has ${source.length}`;
    fail("ERR_VALUE", { name: what, reason });
  }
}
