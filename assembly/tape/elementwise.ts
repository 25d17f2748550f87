// biome-ignore-all lint/style/useImportType: AssemblyScript has no type imports, and the classes are type arguments
import {
  Absolute,
  Add,
  Add3,
  AddProduct,
  Divide,
  LogSlope,
  Move,
  Multiply,
  Multiply3,
  Negate,
  Reciprocal,
  SquareRoot,
  Subtract,
  SubtractProduct,
} from "./arithmetic";
import { EqualTo, Less, LessEqual, Maximum, Minimum, Rectify, Sign, Where } from "./comparison";
import { decaying } from "./decaying";
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
  SigmoidSlope,
  Sin,
  Sinh,
  Tan,
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
      unary<Move>(n, y, a, aStep);
      break;
    case op.ADD:
      binary<Add>(n, y, a, aStep, b, bStep);
      break;
    case op.SUBTRACT:
      binary<Subtract>(n, y, a, aStep, b, bStep);
      break;
    case op.MULTIPLY:
      binary<Multiply>(n, y, a, aStep, b, bStep);
      break;
    case op.MULTIPLY_3:
      ternary<Multiply3>(n, y, a, aStep, b, bStep, c, cStep);
      break;
    case op.ADD_3:
      ternary<Add3>(n, y, a, aStep, b, bStep, c, cStep);
      break;
    case op.ADD_PRODUCT:
      ternary<AddProduct>(n, y, a, aStep, b, bStep, c, cStep);
      break;
    case op.SUBTRACT_PRODUCT:
      ternary<SubtractProduct>(n, y, a, aStep, b, bStep, c, cStep);
      break;
    case op.DIVIDE:
      binary<Divide>(n, y, a, aStep, b, bStep);
      break;
    case op.POWER:
      binary<Power>(n, y, a, aStep, b, bStep);
      break;
    case op.MAXIMUM:
      binary<Maximum>(n, y, a, aStep, b, bStep);
      break;
    case op.MINIMUM:
      binary<Minimum>(n, y, a, aStep, b, bStep);
      break;
    case op.LESS:
      binary<Less>(n, y, a, aStep, b, bStep);
      break;
    case op.LESS_EQUAL:
      binary<LessEqual>(n, y, a, aStep, b, bStep);
      break;
    case op.EQUAL_TO:
      binary<EqualTo>(n, y, a, aStep, b, bStep);
      break;
    case op.WHERE:
      ternary<Where>(n, y, a, aStep, b, bStep, c, cStep);
      break;
    default:
      single(code, n, y, a, aStep);
      break;
  }
}

/** The operations of one operand. */
function single(code: i32, n: i32, y: usize, a: usize, step: usize): void {
  switch (code) {
    case op.NEGATE:
      unary<Negate>(n, y, a, step);
      break;
    case op.SQUARE_ROOT:
      unary<SquareRoot>(n, y, a, step);
      break;
    case op.ABSOLUTE:
      unary<Absolute>(n, y, a, step);
      break;
    case op.SIGN:
      unary<Sign>(n, y, a, step);
      break;
    case op.RECTIFY:
      unary<Rectify>(n, y, a, step);
      break;
    case op.RECIPROCAL:
      unary<Reciprocal>(n, y, a, step);
      break;
    case op.LOG_SLOPE:
      unary<LogSlope>(n, y, a, step);
      break;
    default:
      transcendental(code, n, y, a, step);
      break;
  }
}

function transcendental(code: i32, n: i32, y: usize, a: usize, step: usize): void {
  switch (code) {
    case op.EXP:
      unary<Exp>(n, y, a, step);
      break;
    case op.LOG:
      unary<Log>(n, y, a, step);
      break;
    case op.LOG1P:
      unary<Log1p>(n, y, a, step);
      break;
    case op.EXPM1:
      unary<Expm1>(n, y, a, step);
      break;
    case op.SIN:
      unary<Sin>(n, y, a, step);
      break;
    case op.COS:
      unary<Cos>(n, y, a, step);
      break;
    case op.TAN:
      unary<Tan>(n, y, a, step);
      break;
    case op.SINH:
      unary<Sinh>(n, y, a, step);
      break;
    case op.COSH:
      unary<Cosh>(n, y, a, step);
      break;
    case op.TANH:
    case op.SIGMOID:
    case op.SOFTPLUS:
      decaying(code, n, y, a, step);
      break;
    case op.SIGMOID_SLOPE:
      unary<SigmoidSlope>(n, y, a, step);
      break;
    case op.ERF:
      unary<Erf>(n, y, a, step);
      break;
  }
}
