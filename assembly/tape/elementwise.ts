import {
  Absolute,
  Add,
  Add3,
  AddProduct,
  Divide,
  Move,
  Multiply,
  Multiply3,
  Negate,
  Reciprocal,
  ReciprocalOrZero,
  SquareRoot,
  Subtract,
  SubtractProduct,
} from "./arithmetic";
import {
  EqualTo,
  Less,
  LessEqual,
  Maximum,
  Minimum,
  Rectify,
  Sign,
  Step,
  Where,
} from "./comparison";
import { binary, ternary, unary } from "./loop";
import * as op from "./opcode";
import {
  Cos,
  Cosh,
  Erf,
  Exp,
  Expm1,
  Log,
  Log1p,
  Power,
  Sigmoid,
  Sin,
  Sinh,
  Softplus,
  Tan,
  Tanh,
} from "./transcendental";

/**
 * y[i] ← f(a[i], b[i], c[i]) for n ≥ 0 elements; f is an opcode below FIRST_STRUCTURED. Steps in
 * bytes for two elements: 16, or 0 for an operand of one number. See loop.ts for overlaps.
 */
export function elementwise(
  code: i32,
  n: i32,
  y: usize,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cStep: usize,
): void {
  switch (code) {
    case op.MOVE:
      return unary<Move>(n, y, a, aStep);
    case op.ADD:
      return binary<Add>(n, y, a, aStep, b, bStep);
    case op.SUBTRACT:
      return binary<Subtract>(n, y, a, aStep, b, bStep);
    case op.MULTIPLY:
      return binary<Multiply>(n, y, a, aStep, b, bStep);
    case op.MULTIPLY_3:
      return ternary<Multiply3>(n, y, a, aStep, b, bStep, c, cStep);
    case op.ADD_3:
      return ternary<Add3>(n, y, a, aStep, b, bStep, c, cStep);
    case op.ADD_PRODUCT:
      return ternary<AddProduct>(n, y, a, aStep, b, bStep, c, cStep);
    case op.SUBTRACT_PRODUCT:
      return ternary<SubtractProduct>(n, y, a, aStep, b, bStep, c, cStep);
    case op.DIVIDE:
      return binary<Divide>(n, y, a, aStep, b, bStep);
    case op.POWER:
      return binary<Power>(n, y, a, aStep, b, bStep);
    case op.MAXIMUM:
      return binary<Maximum>(n, y, a, aStep, b, bStep);
    case op.MINIMUM:
      return binary<Minimum>(n, y, a, aStep, b, bStep);
    case op.LESS:
      return binary<Less>(n, y, a, aStep, b, bStep);
    case op.LESS_EQUAL:
      return binary<LessEqual>(n, y, a, aStep, b, bStep);
    case op.EQUAL_TO:
      return binary<EqualTo>(n, y, a, aStep, b, bStep);
    case op.WHERE:
      return ternary<Where>(n, y, a, aStep, b, bStep, c, cStep);
    default:
      return single(code, n, y, a, aStep);
  }
}

/** The operations of one operand. */
function single(code: i32, n: i32, y: usize, a: usize, step: usize): void {
  switch (code) {
    case op.NEGATE:
      return unary<Negate>(n, y, a, step);
    case op.SQUARE_ROOT:
      return unary<SquareRoot>(n, y, a, step);
    case op.ABSOLUTE:
      return unary<Absolute>(n, y, a, step);
    case op.SIGN:
      return unary<Sign>(n, y, a, step);
    case op.STEP:
      return unary<Step>(n, y, a, step);
    case op.RECTIFY:
      return unary<Rectify>(n, y, a, step);
    case op.RECIPROCAL:
      return unary<Reciprocal>(n, y, a, step);
    case op.RECIPROCAL_OR_ZERO:
      return unary<ReciprocalOrZero>(n, y, a, step);
    default:
      return transcendental(code, n, y, a, step);
  }
}

function transcendental(code: i32, n: i32, y: usize, a: usize, step: usize): void {
  switch (code) {
    case op.EXP:
      return unary<Exp>(n, y, a, step);
    case op.LOG:
      return unary<Log>(n, y, a, step);
    case op.LOG1P:
      return unary<Log1p>(n, y, a, step);
    case op.EXPM1:
      return unary<Expm1>(n, y, a, step);
    case op.SIN:
      return unary<Sin>(n, y, a, step);
    case op.COS:
      return unary<Cos>(n, y, a, step);
    case op.TAN:
      return unary<Tan>(n, y, a, step);
    case op.TANH:
      return unary<Tanh>(n, y, a, step);
    case op.SINH:
      return unary<Sinh>(n, y, a, step);
    case op.COSH:
      return unary<Cosh>(n, y, a, step);
    case op.SIGMOID:
      return unary<Sigmoid>(n, y, a, step);
    case op.SOFTPLUS:
      return unary<Softplus>(n, y, a, step);
    case op.ERF:
      return unary<Erf>(n, y, a, step);
  }
}
