/** Packed rows of A: ROWS·DEPTH f64. */
export const packedA: usize = memory.data(262144, 64);

/** Packed columns of B: COLUMNS·DEPTH f64. */
export const packedB: usize = memory.data(2097152, 64);
