import type { Expression } from "../expression/node.ts";
import type { MatrixKind } from "../expression/solve.ts";
import { size } from "../value/shape.ts";
import { type Builder, encodeCopy } from "./builder.ts";
import type { Encoder } from "./encoder.ts";
import { CHOLESKY, FACTOR, LDLT, LOG_DETERMINANT, LU, SOLVE } from "./opcode.ts";
import { type Buffer, isSamePlace, type View, whole } from "./view.ts";

/** The factors of one matrix: computed once, read by every solve and determinant of it. */
export interface Factors {
  readonly matrix: Expression;
  readonly kind: MatrixKind;
  readonly opcode: number;
  readonly n: number;
  /** n × n, as the kernel of the kind leaves it. */
  readonly factor: Buffer;
  /** n integers. */
  readonly pivots: Buffer;
  /** Status, then the 1-norm of the matrix. */
  readonly info: Buffer;
}

const opcodes: Record<MatrixKind, number> = { spd: CHOLESKY, symmetric: LDLT, general: LU };

function factors(builder: Builder, matrix: Expression, kind: MatrixKind): Factors {
  const key = `${matrix.id} ${kind}`;
  const known = builder.factors.get(key);
  if (known) return known;
  const view = builder.value(matrix);
  const n = matrix.shape[0]!;
  const source = view.strides[1] === 1 || n <= 1 ? view : builder.copied(view);
  const { constant } = source.buffer;
  // They outlive the run: the condition is estimated when somebody asks for it.
  const buffers = [n * n, Math.ceil(n / 2), 2].map((count) => builder.persistent(count, constant));
  const [factor, pivots, info] = buffers as [Buffer, Buffer, Buffer];
  const made = { matrix, kind, opcode: opcodes[kind], n, factor, pivots, info };
  const flops = Math.round((kind === "general" ? 2 / 3 : 1 / 3) * n ** 3);
  builder.structured(`factor ${kind}`, [source], buffers, flops, (tape) => {
    const row = n <= 1 ? 1 : source.strides[0]!;
    tape.put(FACTOR, made.opcode, n, source, row, ...views(made));
  });
  builder.factors.set(key, made);
  return made;
}

const views = ({ factor, pivots, info }: Factors): View[] =>
  [factor, pivots, info].map((buffer) => whole(buffer, [buffer.size]));

export function solve(builder: Builder, node: Expression): View {
  const [matrix, right] = node.inputs as [Expression, Expression];
  const { kind, transposed } = node.attributes as { kind: MatrixKind; transposed: boolean };
  const made = factors(builder, matrix, kind);
  const source = builder.value(right);
  const rights = size(node.shape.slice(1));
  const encode = (tape: Encoder, result: View): void => {
    if (size(node.shape) === 0) return;
    if (!isSamePlace(source.buffer, result.buffer)) encodeCopy(tape, result, source);
    tape.put(SOLVE, made.opcode, transposed ? 1 : 0, made.n, rights, ...views(made), result);
  };
  const flops = 2 * made.n * made.n * rights;
  return builder.array(`solve ${kind}`, node.shape, [source, ...views(made)], flops, encode, true);
}

export function logDeterminant(builder: Builder, node: Expression): View {
  const made = factors(builder, node.inputs[0]!, node.attributes.kind);
  return builder.array("logDet", [], views(made), made.n, (tape, result) =>
    tape.put(LOG_DETERMINANT, made.opcode, made.n, ...views(made), result),
  );
}
