/** Any array of numbers with a fixed element type; 64-bit integers are not numbers in JavaScript. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** Arrays of arrays of numbers, every row of the same length. Rows may be typed arrays. */
export type NestedArray = readonly (number | NestedArray | TypedArray)[];

/**
 * A strided view over flat data: what `ndarray` and most numerical libraries hand out. Strides and offset count
 * elements; without strides the data is row-major.
 */
export interface StridedArray {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly strides?: readonly number[] | undefined;
  readonly stride?: readonly number[] | undefined;
  readonly offset?: number | undefined;
}

/** What may be given wherever numbers are expected. */
export type Value = number | NestedArray | TypedArray | StridedArray;
