/** y ← x. The vectors must not overlap. */
export function copyStrided(n: i32, x: usize, xStep: i32, y: usize, yStep: i32): void {
  if (xStep === 1 && yStep === 1) {
    contiguous(n, x, y);
    return;
  }
  for (let i = 0; i < n; i++) {
    store<f64>(y, load<f64>(x));
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
}

/** memory.copy is a call into the engine: slower below 32 numbers. */
function contiguous(n: i32, x: usize, y: usize): void {
  if (n >= 32) {
    memory.copy(y, x, (<usize>n) << 3);
    return;
  }
  for (const end = x + ((<usize>(n & ~1)) << 3); x < end; x += 16, y += 16) {
    v128.store(y, v128.load(x));
  }
  if (n & 1) store<f64>(y, load<f64>(x));
}
