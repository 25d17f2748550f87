/** Copies the lower triangle of the n×n matrix C to its upper triangle, in 2×2 blocks. */
export function mirror(n: i32, c: usize, cBytes: usize): void {
  for (let i = 0; i < n; i += 2) {
    const row = c + <usize>i * cBytes;
    const column = c + ((<usize>i) << 3);
    if (i + 1 < n) mirrorPair(i, row, column, cBytes);
    else {
      for (let j = 0; j < i; j++)
        store<f64>(column + <usize>j * cBytes, load<f64>(row + ((<usize>j) << 3)));
    }
  }
}

/** Rows i and i + 1 to columns i and i + 1; i is even. */
function mirrorPair(i: i32, row: usize, column: usize, cBytes: usize): void {
  const next = row + cBytes;
  for (let j = 0; j < i; j += 2) {
    const upper = v128.load(row + ((<usize>j) << 3));
    const lower = v128.load(next + ((<usize>j) << 3));
    const target = column + <usize>j * cBytes;
    v128.store(target, v128.shuffle<f64>(upper, lower, 0, 2));
    v128.store(target + cBytes, v128.shuffle<f64>(upper, lower, 1, 3));
  }
  store<f64>(row + ((<usize>(i + 1)) << 3), load<f64>(next + ((<usize>i) << 3)));
}
