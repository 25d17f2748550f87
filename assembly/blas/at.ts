/** Address of element (i, j) of a row-major matrix whose rows are `row` elements apart. */
export function at(a: usize, row: i32, i: i32, j: i32): usize {
  return a + ((<usize>(i * row + j)) << 3);
}
