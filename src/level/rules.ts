/** Gradient norm at which an inner level counts as solved, unless its options say otherwise. */
export const INNER_TOLERANCE = 1e-12;

/** Gradient norm at which the outermost level counts as solved. */
export const OUTER_TOLERANCE = 1e-10;

/** Step still left, relative to max(1, |x|), at which a level with a default tolerance counts as solved. */
export const STEP_TOLERANCE = 1e-6;

/** Decrease of the outermost objective, relative to its size, that is not worth a longer step. */
export const DECREASE_TOLERANCE = 1e-9;
