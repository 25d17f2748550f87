import type { Encoder } from "./encoder.ts";
import { encodeFused } from "./fused.ts";
import type { Elementwise, Instruction } from "./instruction.ts";
import { SCALAR, STREAM } from "./opcode.ts";
import { isDense, isSpread } from "./view.ts";

/** Words of one instruction that runs on the tape. */
export function encode(
  tape: Encoder,
  instruction: Exclude<Instruction, { kind: "call" }>,
  start: number,
): void {
  if (instruction.kind === "structured") instruction.encode(tape);
  else if (instruction.kind === "fused") encodeFused(tape, instruction, start);
  else encodeElementwise(tape, instruction, start);
}

/** Opcode, count, motion, y, a, b, c: for operands that are dense or one number. */
function encodeElementwise(tape: Encoder, instruction: Elementwise, start: number): void {
  const { reads, writes, opcode } = instruction;
  const [target] = writes;
  if (target!.size === 0) return;
  const scalars = reads.map(isSpread);
  if (!reads.every((view, i) => scalars[i] || isDense(view))) {
    encodeFused(
      tape,
      { ...instruction, kind: "fused", parts: [instruction], size: target!.size },
      start,
    );
    return;
  }
  let motion = STREAM;
  reads.forEach((_, i) => {
    motion |= (scalars[i] ? SCALAR : STREAM) << (2 * i + 2);
  });
  tape.integers(opcode, target!.size, motion);
  tape.address(target!);
  for (let i = 0; i < 3; i++) {
    const view = reads[i];
    if (view) tape.view(view);
    else tape.integers(0);
  }
}
