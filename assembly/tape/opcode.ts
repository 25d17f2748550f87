// The words of the tape, read by both compilers: AssemblyScript executes them, TypeScript encodes them.

// Elementwise operations y ← f(a, b, c): also the micro-operations of a fused loop.
export const MOVE = 0;
export const ADD = 1;
export const SUBTRACT = 2;
export const MULTIPLY = 3;
/** a · b · c. */
export const MULTIPLY_3 = 4;
/** a + b · c. */
export const ADD_PRODUCT = 5;
/** a − b · c. */
export const SUBTRACT_PRODUCT = 6;
export const DIVIDE = 7;
export const POWER = 8;
export const MAXIMUM = 9;
export const MINIMUM = 10;
export const LESS = 11;
export const LESS_EQUAL = 12;
export const EQUAL_TO = 13;
/** a ≠ 0 ? b : c. */
export const WHERE = 14;
export const NEGATE = 15;
export const SQUARE_ROOT = 16;
export const ABSOLUTE = 17;
export const SIGN = 18;
/** The derivative of the sigmoid. */
export const SIGMOID_SLOPE = 19;
export const RECTIFY = 20;
export const RECIPROCAL = 21;
/** a + b + c. */
export const ADD_3 = 22;
export const EXP = 23;
export const LOG = 24;
export const LOG1P = 25;
export const EXPM1 = 26;
export const SIN = 27;
export const COS = 28;
export const TAN = 29;
export const TANH = 30;
export const SINH = 31;
export const COSH = 32;
export const SIGMOID = 33;
export const SOFTPLUS = 34;
export const ERF = 35;
/** 1/a where a has a logarithm, else NaN. */
export const LOG_SLOPE = 36;

// Micro-operations that exist in fused loops only.
/** y ← elements of a strided view, through the table at b. */
export const LOAD = 48;
/** The number at y grows by the sum of a. */
export const SUM = 49;
/** The number at y grows by Σ a·b. */
export const SUM_PRODUCT = 50;

// Instructions with a layout of their own; everything below is elementwise.
export const FIRST_STRUCTURED = 64;
export const END = 64;
export const FUSED = 65;
export const CONTRACT = 66;
export const COPY = 67;
export const FILL = 68;
export const REDUCE = 69;
export const GATHER = 70;
export const SCATTER_ADD = 71;
export const FACTOR = 72;
export const SOLVE = 73;
export const LOG_DETERMINANT = 74;

// What REDUCE does.
export const REDUCE_MINIMUM = 0;
export const REDUCE_MAXIMUM = 1;
/** The maximum, or the finite number next to it. */
export const REDUCE_PEAK = 2;
/** √Σx² of one contiguous array. */
export const REDUCE_NORM = 3;

// Innermost kernels of a CONTRACT instruction.
export const LEAF_DOT = 0;
export const LEAF_SUM = 1;
export const LEAF_SCALED = 2;
export const LEAF_PRODUCT = 3;
export const LEAF_GEMV = 4;
export const LEAF_GEMV_T = 5;
export const LEAF_GEMM = 6;
export const LEAF_SYRK = 7;
export const LEAF_GER = 8;

// Factorizations.
export const CHOLESKY = 0;
export const LDLT = 1;
export const LU = 2;

// How an operand of a micro-operation moves, two bits each (destination, a, b, c).
export const FIXED = 0;
export const STREAM = 1;
export const SCALAR = 2;

/** Words of an elementwise instruction: opcode, count, motion of the operands, y, a, b, c. */
export const ELEMENTWISE_WORDS = 7;
/** Words of a micro-operation: opcode, motion of the operands, y, a, b, c. */
export const MICRO_WORDS = 6;
/** Words before the first micro-operation: opcode, length, count of elements, strip, operations. */
export const FUSED_WORDS = 5;
/** Words before the loops of CONTRACT: see contract.ts. */
export const CONTRACT_WORDS = 18;

// Sizes up to which the executor takes plain loops, each sum in order; emitted code adds in the same order.
// Multiplications of a matrix with a vector, and with a matrix: 3×3 are few, 4×4 are not (bench/tape).
export const SMALL_VECTOR = 12;
export const SMALL_PRODUCT = 32;
/** Rows, and right sides, up to which plain substitution is faster than the blocked one (bench/tape). */
export const SMALL_ROWS = 4;
export const SMALL_RIGHTS = 4;
