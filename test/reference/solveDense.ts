/** A⁻¹B and det A by Gauss–Jordan elimination with row exchanges; B is n × anything. */
export function solveDense(n: number, a: ArrayLike<number>, b: ArrayLike<number>) {
  const width = n + (n === 0 ? 0 : b.length / n);
  const rows = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: width }, (_, j) =>
      j < n ? a[i * n + j]! : b[i * (width - n) + j - n]!,
    ),
  );
  let determinant = 1;
  for (let k = 0; k < n; k++) {
    const best = rows
      .slice(k)
      .reduce((p, row, i) => (Math.abs(row[k]!) > Math.abs(rows[p]![k]!) ? k + i : p), k);
    if (best !== k) determinant = -determinant;
    [rows[k], rows[best]] = [rows[best]!, rows[k]!];
    const pivot = rows[k]![k]!;
    determinant *= pivot;
    rows[k] = rows[k]!.map((x) => x / pivot);
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((x, j) => x - row[k]! * rows[k]![j]!);
    });
  }
  return { determinant, solution: Float64Array.from(rows.flatMap((row) => [...row.slice(n)])) };
}
