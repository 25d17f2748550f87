import * as op from "./opcode";

/**
 * y ← elements position … position + count − 1, in row-major order, of the view at x.
 * table: rank ≥ 1 as i32, then size and stride in bytes of each axis, outermost first.
 */
export function loadStrided(count: i32, y: usize, x: usize, table: usize, position: i32): void {
  const rank = load<i32>(table);
  const inner = table + ((<usize>rank) << 3) - 4;
  const size = load<i32>(inner);
  const stride = <usize>load<i32>(inner + 4);
  const rows = rank > 1 ? load<i32>(inner - 8) : 1;
  const rowStride = rank > 1 ? <usize>load<i32>(inner - 4) : 0;
  while (count > 0) {
    let source = x;
    let column = 0;
    let row = 0;
    if (position > 0) {
      // The indices of an element are the digits of its position; rows that follow need no division.
      let rest = position / size;
      column = position - rest * size;
      row = rest % rows;
      rest /= rows;
      source += <usize>column * stride + <usize>row * rowStride;
      for (let axis = inner - 16; axis > table; axis -= 8) {
        const length = load<i32>(axis);
        const quotient = rest / length;
        source += <usize>(rest - quotient * length) * <usize>load<i32>(axis + 4);
        rest = quotient;
      }
    }
    for (; row < rows && count > 0; row++) {
      const run = min<i32>(count, size - column);
      copyRun(run, y, source, stride);
      y += (<usize>run) << 3;
      count -= run;
      position += run;
      source += rowStride - <usize>column * stride;
      column = 0;
    }
  }
}

/** y[i] ← x[i] for n ≥ 1 elements, y contiguous, x any stride in bytes (0 repeats one number). */
function copyRun(n: i32, y: usize, x: usize, stride: usize): void {
  const end = y + ((<usize>(n & ~1)) << 3);
  if (stride === 8) {
    while (y < end) {
      v128.store(y, v128.load(x));
      x += 16;
      y += 16;
    }
    if (n & 1) store<f64>(y, load<f64>(x));
  } else if (stride === 0) {
    const value = v128.load_splat<f64>(x);
    while (y < end) {
      v128.store(y, value);
      y += 16;
    }
    if (n & 1) v128.store64_lane(y, value, 0);
  } else {
    for (let last = y + ((<usize>n) << 3); y < last; y += 8) {
      store<f64>(y, load<f64>(x));
      x += stride;
    }
  }
}

/**
 * COPY y, x, loops, then for each loop, outermost first: count, step of y, step of x in bytes.
 * y[...] ← x[...]; the views must not overlap unless they are the same. Returns the next word.
 */
export function copy(w: usize): usize {
  const loops = load<i32>(w + 12);
  const y = <usize>load<i32>(w + 4);
  const x = <usize>load<i32>(w + 8);
  const first = w + 16;
  const end = first + <usize>loops * 12;
  if (loops === 0) store<f64>(y, load<f64>(x));
  else nest(y, x, first, end - 12);
  return end;
}

function nest(y: usize, x: usize, loop: usize, last: usize): void {
  const count = load<i32>(loop);
  const yStep = <usize>load<i32>(loop + 4);
  const xStep = <usize>load<i32>(loop + 8);
  if (loop === last) {
    if (yStep === 8 && count > 0) copyRun(count, y, x, xStep);
    else
      for (let i = 0; i < count; i++) {
        store<f64>(y, load<f64>(x));
        y += yStep;
        x += xStep;
      }
    return;
  }
  for (let i = 0; i < count; i++) {
    nest(y, x, loop + 12, last);
    y += yStep;
    x += xStep;
  }
}

/** y[0 … n) ← value. */
export function fill(n: i32, y: usize, value: f64): void {
  const end = y + ((<usize>(n & ~1)) << 3);
  const pair = f64x2.splat(value);
  while (y < end) {
    v128.store(y, pair);
    y += 16;
  }
  if (n & 1) store<f64>(y, value);
}

/**
 * GATHER / SCATTER_ADD: opcode, outer, count, inner, length, x, y, indices. With x as
 * [outer, length, inner] and y as [outer, count, inner]: y[o, k, i] ← x[o, indices[k], i].
 * SCATTER_ADD exchanges the roles: x[o, indices[k], i] += y[o, k, i], after x ← 0, in order of k.
 */
export function gather(w: usize): usize {
  const outer = load<i32>(w + 4);
  const count = load<i32>(w + 8);
  const innerBytes = (<usize>load<i32>(w + 12)) << 3;
  const length = load<i32>(w + 16);
  const x = <usize>load<i32>(w + 20);
  let y = <usize>load<i32>(w + 24);
  const indices = <usize>load<i32>(w + 28);
  const adds = load<i32>(w) === op.SCATTER_ADD;
  const block = <usize>length * innerBytes;
  if (adds) fill(outer * length * load<i32>(w + 12), x, 0);
  for (let o = 0; o < outer; o++) {
    const base = x + <usize>o * block;
    for (let k = 0; k < count; k++) {
      const source = base + <usize>load<i32>(indices + ((<usize>k) << 2)) * innerBytes;
      if (adds) addRun(source, y, innerBytes);
      else for (let i: usize = 0; i < innerBytes; i += 8) store<f64>(y + i, load<f64>(source + i));
      y += innerBytes;
    }
  }
  return w + 32;
}

function addRun(x: usize, y: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(x + i, load<f64>(x + i) + load<f64>(y + i));
}
