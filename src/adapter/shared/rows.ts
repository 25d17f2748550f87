import { view } from "../../core/arena.ts";
import type { HostMatrix } from "./hostMatrix.ts";

/** Rows of plain numbers, at least `smallest` of them; undefined for what cannot be that at first sight. */
export function fromRows(value: unknown, smallest: number): HostMatrix | undefined {
  if (!Array.isArray(value) || value.length < smallest || !Array.isArray(value[0]))
    return undefined;
  const { length: rows } = value;
  const { length: columns } = value[0];
  if (rows === 0 || columns === 0) return undefined;
  return { rows, columns, place: (pointer) => placeRows(value, columns, pointer) };
}

function placeRows(value: readonly unknown[], columns: number, pointer: number): boolean {
  const memory = view();
  let at = pointer / 8;
  for (let i = 0; i < value.length; i++) {
    const row = value[i];
    if (!Array.isArray(row) || row.length !== columns) return false;
    for (let j = 0; j < columns; j++) {
      const entry: unknown = row[j];
      if (typeof entry !== "number") return false;
      memory[at++] = entry;
    }
  }
  // A proxy may have used the arena meanwhile.
  return memory === view();
}

/** Numbers of the arena as rows. Loops: Array.from of a typed array takes ten times as long. */
export function toRows(pointer: number, rows: number, columns: number): number[][] {
  const memory = view();
  const result: number[][] = new Array(rows);
  for (let i = 0, at = pointer / 8; i < rows; i++) {
    const row: number[] = new Array(columns);
    for (let j = 0; j < columns; j++) row[j] = memory[at++]!;
    result[i] = row;
  }
  return result;
}

/** Numbers of the arena as one list. */
export function toList(pointer: number, length: number): number[] {
  return toRows(pointer, 1, length)[0]!;
}
