/**
 * The elementwise opcodes in words, in order from 0. What is an operator of expressions is called as there, and lowered
 * by this name. Compared with opcode.ts by a test.
 */
export const opcodeNames: readonly string[] =
  "move|add|subtract|multiply|multiply 3|add product|subtract product|div|pow|max|min|less|lessEqual|equalTo|where|negate|sqrt|abs|sign|sigmoidSlope|relu|reciprocal|add 3|exp|log|log1p|expm1|sin|cos|tan|tanh|sinh|cosh|sigmoid|softplus|erf|logSlope".split(
    "|",
  );
