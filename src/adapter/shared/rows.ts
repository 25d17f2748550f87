import type { Matrix } from "../../linalg/matrix.ts";

/** Rows of plain numbers as a matrix, at least `smallest` of them; undefined for everything else. */
export function fromRows(value: unknown, smallest: number): Matrix | undefined {
  if (!Array.isArray(value) || value.length < smallest || !Array.isArray(value[0]))
    return undefined;
  const columns = value[0].length;
  const data = new Float64Array(value.length * columns);
  let at = 0;
  for (const row of value) {
    if (!Array.isArray(row) || row.length !== columns) return undefined;
    for (const entry of row) {
      if (typeof entry !== "number") return undefined;
      data[at++] = entry;
    }
  }
  return { data, shape: [value.length, columns] };
}

/** A matrix as rows. */
export function toRows({ data, shape: [rows, columns] }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}
