/** xᵀy. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** Largest |xᵢ|; NaN if there is one. */
export function largest(x: Float64Array): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]!);
    if (!(size <= most)) most = size;
    if (Number.isNaN(size)) return size;
  }
  return most;
}

/** Euclidean norm, scaled when the squares over- or underflow; NaN if x holds one. */
export function norm(x: Float64Array): number {
  const squares = dot(x, x);
  // Between these the squares lost nothing: 2⁻⁹⁰⁰ keeps full precision, and the sum did not overflow.
  if (squares > 1e-270 && squares < Number.POSITIVE_INFINITY) return Math.sqrt(squares);
  const most = largest(x);
  if (most === 0 || !Number.isFinite(most)) return most;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! / most) ** 2;
  return most * Math.sqrt(sum);
}

/** |x − y|, where `scratch` may be overwritten. */
export function distance(x: Float64Array, y: Float64Array, scratch: Float64Array): number {
  move(x, -1, y, scratch);
  return norm(scratch);
}

/** y += alpha·x. */
export function addScaled(alpha: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = y[i]! + alpha * x[i]!;
}

/** into = x + alpha·p; `into` may be x. */
export function move(x: Float64Array, alpha: number, p: Float64Array, into: Float64Array): void {
  for (let i = 0; i < x.length; i++) into[i] = x[i]! + alpha * p[i]!;
}

/** x in an array of its own. `slice` and `set` leave compiled code, which costs short vectors more than their length. */
export function copy(x: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  overwrite(x, result, 0);
  return result;
}

/** into[at …] = x. */
export function overwrite(x: Float64Array, into: Float64Array, at: number): void {
  if (x.length > 128) into.set(x, at);
  else for (let i = 0; i < x.length; i++) into[at + i] = x[i]!;
}
