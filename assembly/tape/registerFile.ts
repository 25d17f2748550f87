/** Doubles in the register file of fused loops: 32 kB, so that it stays in the first-level cache. */
export const REGISTER_FILE = 4096;

const registers = memory.data(REGISTER_FILE * 8, 64);

/** Address of the register file; the program compiler divides it into strips. */
export function registerFile(): usize {
  return registers;
}
