// Every block size of the dense kernels, in elements. Measured by bench/kernels.ts on 32 KB L1 and 1 MB L2 caches.

/** Rows and columns of the register tile. */
export const TILE: i32 = 4;

/** Depth of a packed panel: 4·256 doubles are 8 KB, a quarter of L1, for each operand. */
export const DEPTH: i32 = 256;

/** Rows of A packed at a time: 128·256 doubles are 256 KB, a quarter of L2. */
export const ROWS: i32 = 128;

/** Columns of B packed at a time. */
export const COLUMNS: i32 = 1024;

/** Rows of C from which a B that could be read in place is packed: below, packing costs more than its strides. */
export const PACK_FROM: i32 = 48;

/** Order of the diagonal blocks of triangular solves: packed, 128 KB. */
export const TRIANGLE: i32 = 128;

/** Largest order that is factored from one packed triangle: 512 KB, half of L2. */
export const DIRECT: i32 = 256;
