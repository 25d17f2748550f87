/**
 * Both lanes of entry `index` of a table of f64. A load from a constant address is one µop; a v128.const inside a loop
 * is three on V8 (DESIGN §4), so every function keeps its numbers in a table of its own.
 */
export function constant(table: usize, index: i32): v128 {
  return v128.load64_splat(table + ((<usize>index) << 3));
}
