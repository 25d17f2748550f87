import type { Encoder } from "./encoder.ts";
import { encodeFused } from "./fused.ts";
import type { Elementwise, Instruction } from "./instruction.ts";
import { SCALAR, STREAM } from "./opcode.ts";
import { type Buffer, isDense, isSpread, type Loop, loops, rowMajor } from "./view.ts";

/** Words of an instruction; a call has none. */
export function encode(tape: Encoder, instruction: Instruction, start: number): void {
  if (instruction.kind === "structured") instruction.encode(tape);
  else if (instruction.kind === "fused") encodeFused(tape, instruction, start);
  else if (instruction.kind === "elementwise") encodeElementwise(tape, instruction, start);
}

/** Rows up to which an operation per row is cheaper than a loop that loads strided operands. */
const ROWS_MOST = 6;

/** One instruction if all operands are dense or one number, one for each row if that holds in rows. */
function encodeElementwise(tape: Encoder, instruction: Elementwise, start: number): void {
  const { reads, writes, shape } = instruction;
  const [{ size }] = writes as [Buffer];
  if (size === 0) return;
  const isPlain = reads.every((view) => isSpread(view) || isDense(view));
  const nest = isPlain
    ? [{ count: size, steps: [1, ...reads.map((view) => (isSpread(view) ? 0 : 1))] }]
    : loops(shape, [rowMajor(shape), ...reads.map(({ strides }) => strides)]);
  const row = nest.pop()!;
  const rows = nest.reduce((product, { count }) => product * count, 1);
  if (rows <= ROWS_MOST && row.steps.every((step) => step === 0 || step === 1))
    encodeRows(tape, instruction, nest, row);
  else encodeFused(tape, { ...instruction, kind: "fused", parts: [instruction], size }, start);
}

/** Opcode, count, motion, y, a, b, c: for each row, whose places are the sums of the steps of the loops outside. */
function encodeRows(
  tape: Encoder,
  instruction: Elementwise,
  nest: readonly Loop[],
  row: Loop,
  offsets: readonly number[] = row.steps.map(() => 0),
): void {
  const [loop, ...inside] = nest;
  if (loop) {
    for (let i = 0; i < loop.count; i++) {
      const moved = offsets.map((offset, k) => offset + i * loop.steps[k]!);
      encodeRows(tape, instruction, inside, row, moved);
    }
    return;
  }
  const { opcode, reads, writes } = instruction;
  let motion = STREAM;
  for (let i = 0; i < reads.length; i++)
    motion |= (row.steps[i + 1] === 0 ? SCALAR : STREAM) << (2 * i + 2);
  tape.put(opcode, row.count, motion);
  tape.address(writes[0]!, offsets[0]!);
  for (let i = 0; i < 3; i++) {
    const view = reads[i];
    if (view) tape.address(view.buffer, view.offset + offsets[i + 1]!);
    else tape.put(0);
  }
}
