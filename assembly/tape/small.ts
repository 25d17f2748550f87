// Products of matrices so small that the kernels of blas/ would spend most of the time on preparations: plain loops,
// each sum in order, from 0. Strides in elements; results must not overlap operands; beta is 0 or 1.

/** y ← alpha·A·x + beta·y; A m×n with any strides. */
export function smallVector(
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aColumn: i32,
  x: usize,
  xStep: i32,
  beta: i32,
  y: usize,
  yStep: i32,
): void {
  const columnBytes = (<usize>aColumn) << 3;
  const xBytes = (<usize>xStep) << 3;
  for (let i = 0; i < m; i++) {
    let total: f64 = 0;
    let p = a;
    let q = x;
    for (let j = 0; j < n; j++) {
      total += load<f64>(p) * load<f64>(q);
      p += columnBytes;
      q += xBytes;
    }
    total *= alpha;
    store<f64>(y, beta === 0 ? total : load<f64>(y) + total);
    a += (<usize>aRow) << 3;
    y += (<usize>yStep) << 3;
  }
}

/** C ← alpha·A·diag(weights)·B + beta·C; A m×k and B k×n with any strides, C row-major. weights = 0: none. */
export function smallProduct(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aColumn: i32,
  weights: usize,
  b: usize,
  bRow: i32,
  bColumn: i32,
  beta: i32,
  c: usize,
  cRow: i32,
): void {
  const aBytes = (<usize>aColumn) << 3;
  const bBytes = (<usize>bRow) << 3;
  for (let i = 0; i < m; i++) {
    let column = b;
    for (let j = 0; j < n; j++) {
      let total: f64 = 0;
      let p = a;
      let q = column;
      for (let l = 0; l < k; l++) {
        // The weight comes last: C of a symmetric product is symmetric to the bit.
        const term = load<f64>(p) * load<f64>(q);
        total += weights ? term * load<f64>(weights + ((<usize>l) << 3)) : term;
        p += aBytes;
        q += bBytes;
      }
      total *= alpha;
      const target = c + ((<usize>j) << 3);
      store<f64>(target, beta === 0 ? total : load<f64>(target) + total);
      column += (<usize>bColumn) << 3;
    }
    a += (<usize>aRow) << 3;
    c += (<usize>cRow) << 3;
  }
}
