import { nmadd } from "../blas/gemm/madd";

/**
 * The four columns right of a factored panel of four, inside one matrix: B ← L⁻¹·B for the top four rows (unit L), then
 * C ← C − A·B for the others. `left` and `right` are the tops of the two panels, m ≥ 4 rows. Packing for gemm would take
 * longer than these products.
 */
export function trailingFour(m: i32, left: usize, right: usize, rowBytes: usize): void {
  const l1 = left + rowBytes;
  const l2 = l1 + rowBytes;
  const l3 = l2 + rowBytes;
  const r1 = right + rowBytes;
  const r2 = r1 + rowBytes;
  const r3 = r2 + rowBytes;
  const a0 = v128.load(right);
  const b0 = v128.load(right, 16);
  let f = v128.load64_splat(l1);
  const a1 = nmadd(f, a0, v128.load(r1));
  const b1 = nmadd(f, b0, v128.load(r1, 16));
  f = v128.load64_splat(l2);
  let g = v128.load64_splat(l2, 8);
  const a2 = nmadd(g, a1, nmadd(f, a0, v128.load(r2)));
  const b2 = nmadd(g, b1, nmadd(f, b0, v128.load(r2, 16)));
  f = v128.load64_splat(l3);
  g = v128.load64_splat(l3, 8);
  const h = v128.load64_splat(l3, 16);
  const a3 = nmadd(h, a2, nmadd(g, a1, nmadd(f, a0, v128.load(r3))));
  const b3 = nmadd(h, b2, nmadd(g, b1, nmadd(f, b0, v128.load(r3, 16))));
  v128.store(r1, a1);
  v128.store(r1, b1, 16);
  v128.store(r2, a2);
  v128.store(r2, b2, 16);
  v128.store(r3, a3);
  v128.store(r3, b3, 16);
  let source = l3 + rowBytes;
  let target = r3 + rowBytes;
  for (let i = 4; i < m; i++) {
    const x0 = v128.load64_splat(source);
    const x1 = v128.load64_splat(source, 8);
    let c = nmadd(x1, a1, nmadd(x0, a0, v128.load(target)));
    let d = nmadd(x1, b1, nmadd(x0, b0, v128.load(target, 16)));
    const x2 = v128.load64_splat(source, 16);
    const x3 = v128.load64_splat(source, 24);
    c = nmadd(x3, a3, nmadd(x2, a2, c));
    d = nmadd(x3, b3, nmadd(x2, b2, d));
    v128.store(target, c);
    v128.store(target, d, 16);
    source += rowBytes;
    target += rowBytes;
  }
}
