// The loops of elementwise operations, compiled once for each operation class.
//
// y: n contiguous doubles. Operands advance by their step in bytes for each PAIR of elements: 16 for
// contiguous, 0 for one number. y may be an operand itself. An odd last element goes through the
// same arithmetic as its neighbours, so a result does not depend on its position.

/** One number, doubled: what a scalar operand reads as. */
const pairs = memory.data(48, 16);

/** Address to read a pair from: a scalar is spread over both halves of a cell first. */
export function operand(n: i32, x: usize, step: usize, cell: usize): usize {
  if (step !== 0 || n < 2) return x;
  v128.store(pairs + cell, v128.load_splat<f64>(x));
  return pairs + cell;
}

export function unary<T>(n: i32, y: usize, a: usize, aStep: usize): void {
  const f = changetype<T>(0);
  a = operand(n, a, aStep, 0);
  const end = y + ((<usize>(n & ~1)) << 3);
  while (y < end) {
    v128.store(y, f.apply(v128.load(a)));
    a += aStep;
    y += 16;
  }
  if (n & 1) v128.store64_lane(y, f.apply(v128.load_splat<f64>(a)), 0);
}

export function binary<T>(n: i32, y: usize, a: usize, aStep: usize, b: usize, bStep: usize): void {
  const f = changetype<T>(0);
  a = operand(n, a, aStep, 0);
  b = operand(n, b, bStep, 16);
  const end = y + ((<usize>(n & ~1)) << 3);
  while (y < end) {
    v128.store(y, f.apply(v128.load(a), v128.load(b)));
    a += aStep;
    b += bStep;
    y += 16;
  }
  if (n & 1) v128.store64_lane(y, f.apply(v128.load_splat<f64>(a), v128.load_splat<f64>(b)), 0);
}

export function ternary<T>(
  n: i32,
  y: usize,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cStep: usize,
): void {
  const f = changetype<T>(0);
  a = operand(n, a, aStep, 0);
  b = operand(n, b, bStep, 16);
  c = operand(n, c, cStep, 32);
  const end = y + ((<usize>(n & ~1)) << 3);
  while (y < end) {
    v128.store(y, f.apply(v128.load(a), v128.load(b), v128.load(c)));
    a += aStep;
    b += bStep;
    c += cStep;
    y += 16;
  }
  if (n & 1) {
    const last = f.apply(v128.load_splat<f64>(a), v128.load_splat<f64>(b), v128.load_splat<f64>(c));
    v128.store64_lane(y, last, 0);
  }
}
