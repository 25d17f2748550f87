/** Gradient norm at which an inner level counts as solved, unless its options say otherwise. */
export const INNER_TOLERANCE = 1e-12;

/** Gradient norm at which the outermost level counts as solved. */
export const OUTER_TOLERANCE = 1e-10;
