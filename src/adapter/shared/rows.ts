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
    for (let j = 0; j < columns; j++) {
      const entry: unknown = row[j];
      if (typeof entry !== "number") return undefined;
      data[at++] = entry;
    }
  }
  return { data, shape: [value.length, columns] };
}

/** A matrix as rows. Loops: Array.from of a typed array takes three times as long. */
export function toRows({ data, shape: [rows, columns] }: Matrix): number[][] {
  const result: number[][] = new Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    const row: number[] = new Array(columns);
    for (let j = 0; j < columns; j++) row[j] = data[at++]!;
    result[i] = row;
  }
  return result;
}
