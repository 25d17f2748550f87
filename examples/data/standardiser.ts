/** Maps a row to one whose columns had mean 0 and deviation 1 over the given rows. */
export function standardiser(rows: readonly (readonly number[])[]) {
  const mean = (column: (row: readonly number[]) => number) =>
    rows.reduce((sum, row) => sum + column(row), 0) / rows.length;
  const means = rows[0]!.map((_, j) => mean((row) => row[j]!));
  const deviations = means.map((center, j) => Math.sqrt(mean((row) => (row[j]! - center) ** 2)));
  return (row: readonly number[]): number[] =>
    row.map((entry, j) => (entry - means[j]!) / deviations[j]!);
}
