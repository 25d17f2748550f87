/** Whether there is neither NaN nor infinity. */
export function allFinite(data: Float64Array): boolean {
  // x − x is 0 for a number, and NaN for the others; a loop, as `every` takes ten times as long.
  for (let i = 0; i < data.length; i++) if (data[i]! - data[i]! !== 0) return false;
  return true;
}
