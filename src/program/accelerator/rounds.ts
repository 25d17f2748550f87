/** Words of nested loops over arrays: of each a count, then the step in bytes of every array. */
export type Loops = Int32Array;

/** How often the innermost body runs. */
export function roundsOf(loops: Loops, arrays: number): number {
  let rounds = 1;
  for (let i = 0; i < loops.length; i += arrays + 1) rounds *= loops[i]!;
  return rounds;
}

/** Calls `body` for every round of the loops, outermost first, with the addresses of the arrays there. */
export function everyRound(
  loops: Loops,
  addresses: readonly number[],
  body: (...addresses: readonly number[]) => void,
): void {
  const words = addresses.length + 1;
  if (loops.length === 0) body(...addresses);
  else
    for (let i = 0; i < loops[0]!; i++) {
      const moved = addresses.map((address, k) => address + i * loops[k + 1]!);
      everyRound(loops.subarray(words), moved, body);
    }
}
