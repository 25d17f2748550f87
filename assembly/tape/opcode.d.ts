export declare const MOVE = 0;
export declare const ADD = 1;
export declare const SUBTRACT = 2;
export declare const MULTIPLY = 3;
/** a · b · c. */
export declare const MULTIPLY_3 = 4;
/** a + b · c. */
export declare const ADD_PRODUCT = 5;
/** a − b · c. */
export declare const SUBTRACT_PRODUCT = 6;
export declare const DIVIDE = 7;
export declare const POWER = 8;
export declare const MAXIMUM = 9;
export declare const MINIMUM = 10;
export declare const LESS = 11;
export declare const LESS_EQUAL = 12;
export declare const EQUAL_TO = 13;
/** a ≠ 0 ? b : c. */
export declare const WHERE = 14;
export declare const NEGATE = 15;
export declare const SQUARE_ROOT = 16;
export declare const ABSOLUTE = 17;
export declare const SIGN = 18;
export declare const STEP = 19;
export declare const RECTIFY = 20;
export declare const RECIPROCAL = 21;
export declare const RECIPROCAL_OR_ZERO = 22;
export declare const EXP = 23;
export declare const LOG = 24;
export declare const LOG1P = 25;
export declare const EXPM1 = 26;
export declare const SIN = 27;
export declare const COS = 28;
export declare const TAN = 29;
export declare const TANH = 30;
export declare const SINH = 31;
export declare const COSH = 32;
export declare const SIGMOID = 33;
export declare const SOFTPLUS = 34;
export declare const ERF = 35;
/** a + b + c. */
export declare const ADD_3 = 36;
/** y ← elements of a strided view, through the table at b. */
export declare const LOAD = 48;
/** The number at y grows by the sum of a. */
export declare const SUM = 49;
/** The number at y grows by Σ a·b. */
export declare const SUM_PRODUCT = 50;
export declare const FIRST_STRUCTURED = 64;
export declare const END = 64;
export declare const FUSED = 65;
export declare const CONTRACT = 66;
export declare const COPY = 67;
export declare const FILL = 68;
export declare const REDUCE = 69;
export declare const GATHER = 70;
export declare const SCATTER_ADD = 71;
export declare const FACTOR = 72;
export declare const SOLVE = 73;
export declare const LOG_DETERMINANT = 74;
export declare const LEAF_DOT = 0;
export declare const LEAF_SUM = 1;
export declare const LEAF_SCALED = 2;
export declare const LEAF_PRODUCT = 3;
export declare const LEAF_GEMV = 4;
export declare const LEAF_GEMV_T = 5;
export declare const LEAF_GEMM = 6;
export declare const LEAF_SYRK = 7;
export declare const LEAF_GER = 8;
export declare const CHOLESKY = 0;
export declare const LDLT = 1;
export declare const LU = 2;
export declare const FIXED = 0;
export declare const STREAM = 1;
export declare const SCALAR = 2;
/** Words of an elementwise instruction: opcode, count, motion of the operands, y, a, b, c. */
export declare const ELEMENTWISE_WORDS = 7;
/** Words of a micro-operation: opcode, motion of the operands, y, a, b, c. */
export declare const MICRO_WORDS = 6;
/** Words before the first micro-operation: opcode, length, count of elements, strip, operations. */
export declare const FUSED_WORDS = 5;
/** Words before the loops of CONTRACT: see contract.ts. */
export declare const CONTRACT_WORDS = 18;
