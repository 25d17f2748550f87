import { tileWidth } from "../gemm/tile";

// A triangular matrix seen as lower: line i has its coefficients at depth p < i, its pivot at p = i. Lines and depth
// have any (also negative) steps, so that all of op(A), upper or lower, left or right, forward or backward, look alike.
// The panel of line i starts at target + 8·i·n: p by p, the numbers of its 4, 2 or 1 lines, as a packed panel of gemm,
// up to and including the square on the diagonal, in which pivots are replaced by their reciprocals. flip = 1 reverses
// the lines inside each panel, not inside its square: for columns solved from the last to the first.

/** Address of the panel that starts with line i. */
export function panelOf(target: usize, n: i32, i: i32): usize {
  return target + ((<usize>(i * n)) << 3);
}

export function packTriangle(
  n: i32,
  source: usize,
  lineStep: i32,
  depthStep: i32,
  unit: i32,
  flip: i32,
  target: usize,
): void {
  const lineBytes = (<usize>lineStep) << 3;
  const depthBytes = (<usize>depthStep) << 3;
  let i = 0;
  while (i < n) {
    const width = tileWidth(n - i);
    const lines = source + <usize>i * lineBytes;
    const first = flip ? lines + <usize>(width - 1) * lineBytes : lines;
    const next = flip ? <usize>0 - lineBytes : lineBytes;
    let to = panelOf(target, n, i);
    if (width === 4) {
      packFour(i, first, next, depthBytes, to);
      to += (<usize>i) << 5;
    } else {
      for (let p = 0; p < i; p++) {
        for (let r = 0; r < width; r++) {
          store<f64>(to, load<f64>(first + <usize>r * next + <usize>p * depthBytes));
          to += 8;
        }
      }
    }
    if (width === 4 && !unit)
      packSquareFour(lines + <usize>i * depthBytes, lineBytes, depthBytes, to);
    else packSquare(width, lines + <usize>i * depthBytes, lineBytes, depthBytes, unit, to);
    i += width;
  }
}

/** The part of four lines before their square. */
function packFour(k: i32, from: usize, lineBytes: usize, depthBytes: usize, to: usize): void {
  const from2 = from + 2 * lineBytes;
  let offset: usize = 0;
  for (const end = to + ((<usize>k) << 5); to < end; to += 32) {
    store<f64>(to, load<f64>(from + offset));
    store<f64>(to, load<f64>(from + lineBytes + offset), 8);
    store<f64>(to, load<f64>(from2 + offset), 16);
    store<f64>(to, load<f64>(from2 + lineBytes + offset), 24);
    offset += depthBytes;
  }
}

/** width × width: coefficients below, reciprocal pivots on the diagonal; what is above is neither read nor written. */
function packSquare(
  width: i32,
  from: usize,
  lineBytes: usize,
  depthBytes: usize,
  unit: i32,
  to: usize,
): void {
  for (let s = 0; s < width; s++) {
    for (let r = s; r < width; r++) {
      const value =
        unit && r === s ? 1 : load<f64>(from + <usize>r * lineBytes + <usize>s * depthBytes);
      store<f64>(to + ((<usize>(s * width + r)) << 3), r === s ? 1 / value : value);
    }
  }
}

/** The same for 4×4 with its own pivots. */
function packSquareFour(line0: usize, lineBytes: usize, depthBytes: usize, to: usize): void {
  const line1 = line0 + lineBytes;
  const line2 = line1 + lineBytes;
  const line3 = line2 + lineBytes;
  const two = depthBytes + depthBytes;
  store<f64>(to, 1 / load<f64>(line0));
  store<f64>(to, load<f64>(line1), 8);
  store<f64>(to, load<f64>(line2), 16);
  store<f64>(to, load<f64>(line3), 24);
  store<f64>(to, 1 / load<f64>(line1 + depthBytes), 40);
  store<f64>(to, load<f64>(line2 + depthBytes), 48);
  store<f64>(to, load<f64>(line3 + depthBytes), 56);
  store<f64>(to, 1 / load<f64>(line2 + two), 80);
  store<f64>(to, load<f64>(line3 + two), 88);
  store<f64>(to, 1 / load<f64>(line3 + two + depthBytes), 120);
}
