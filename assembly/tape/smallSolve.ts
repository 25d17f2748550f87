import { at } from "../blas/at";

/** B ← (L·Lᵀ)⁻¹·B for a few rows; L n×n lower, B n×rights, both row-major without gaps. */
export function smallCholeskySolve(n: i32, rights: i32, l: usize, b: usize): void {
  for (let column = 0; column < rights; column++) {
    const x = b + ((<usize>column) << 3);
    for (let i = 0; i < n; i++) {
      const row = at(l, n, i, 0);
      let value = load<f64>(at(x, rights, i, 0));
      for (let j = 0; j < i; j++)
        value -= load<f64>(row + ((<usize>j) << 3)) * load<f64>(at(x, rights, j, 0));
      store<f64>(at(x, rights, i, 0), value / load<f64>(row + ((<usize>i) << 3)));
    }
    for (let i = n - 1; i >= 0; i--) {
      let value = load<f64>(at(x, rights, i, 0));
      for (let j = i + 1; j < n; j++)
        value -= load<f64>(at(l, n, j, i)) * load<f64>(at(x, rights, j, 0));
      store<f64>(at(x, rights, i, 0), value / load<f64>(at(l, n, i, i)));
    }
  }
}
