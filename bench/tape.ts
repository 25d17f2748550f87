/**
 * What does one instruction of a program cost when there is next to nothing to do?
 *
 * Programs over 3-vectors and 3×3 matrices, as levels of three variables are made of: fifty
 * operations of one kind in a call. Process CPU time.
 *
 * Conclusion (EPYC, Node 20): 6 ns for an operation on vectors, 20 for a matrix times a vector, 40 for
 * a product of matrices, 60 to factor or to solve; a level of three variables costs microseconds.
 */
import {
  compile,
  div,
  dot,
  type Expression,
  exp,
  matmul,
  max,
  outer,
  solveLinear,
  transpose,
  variable,
} from "echelon";
import { filled, uniform } from "./logistic.ts";
import { measure } from "./measure.ts";

const next = uniform(3);
const vectors = Array.from({ length: 11 }, (_, i) => variable(`v${i}`, filled(3, next)));
const matrices = Array.from({ length: 11 }, (_, i) => {
  const data = filled(9, next).map((x, k) => (k % 4 === 0 ? x + 3 : x));
  return variable(`M${i}`, { data, shape: [3, 3] });
});

/** One result for each two of eleven operands. */
const pairs = (
  left: readonly Expression[],
  right: readonly Expression[],
  of: (a: Expression, b: Expression) => Expression,
): Expression[] => left.flatMap((a, i) => right.slice(0, i).map((b) => of(a, b)));

const cases: Record<string, Expression[]> = {
  "quotient of vectors": pairs(vectors, vectors, div),
  "larger of matrices": pairs(matrices, matrices, max),
  exponential: vectors.map((v) => exp(v)),
  "dot product": pairs(vectors, vectors, dot),
  "outer product": pairs(vectors, vectors, outer),
  "matrix · vector": pairs(matrices, vectors, matmul),
  "matrixᵀ · vector": pairs(matrices, vectors, (M, v) => matmul(transpose(M), v)),
  "matrix · matrix": pairs(matrices, matrices, matmul),
  "factor and solve": matrices.map((M) => solveLinear(M, vectors[0]!)),
};

interface Row {
  readonly what: string;
  readonly instructions: number;
  readonly nanoseconds: number;
}

/** Prints and returns the table. */
export async function bench(): Promise<readonly Row[]> {
  const inputs = [...vectors, ...matrices];
  const rows: Row[] = [];
  for (const [what, outputs] of Object.entries(cases)) {
    const program = compile(inputs, outputs);
    inputs.forEach((input, i) => {
      program.set(i, input.attributes.initial);
    });
    const { instructions } = program.counts;
    const run = () => program.execute();
    const [timing] = await measure([{ name: what, run }], { rounds: 9, milliseconds: 10 });
    const nanoseconds = (1e3 * timing!.microseconds) / instructions;
    rows.push({ what, instructions, nanoseconds });
    console.log(`${what}: ${nanoseconds.toFixed(1)} ns an instruction`);
  }
  return rows;
}
