import type { Encoder } from "./encoder.ts";
import type { Fused } from "./instruction.ts";
import { FIXED, FUSED, LOAD, SCALAR, STREAM } from "./opcode.ts";
import { Registers } from "./registers.ts";
import { type Buffer, isDense, isSpread, loops, type View } from "./view.ts";

/** How an operand of a micro-operation moves, and where it is: in memory, or in the register file. */
interface Place {
  readonly motion: number;
  readonly at: number | Pick<View, "buffer" | "offset">;
}

/** FUSED: see assembly/tape/fused.ts. `start` is where the tape lies in the program's block. */
export function encodeFused(tape: Encoder, instruction: Fused, start: number): void {
  const { parts, size } = instruction;
  const registers = new Registers(parts, new Set(instruction.writes));
  const head = tape.words.length;
  tape.put(FUSED, 0, size, registers.strip, 0);
  const tables: { readonly position: number; readonly view: View }[] = [];
  let count = 0;
  const micro = (opcode: number, ...places: readonly Place[]): void => {
    const motion = places.reduce((bits, place, i) => bits | (place.motion << (2 * i)), 0);
    tape.put(opcode, motion);
    for (let i = 0; i < 4; i++) tape.put(places[i]?.at);
    count++;
  };
  const fixed = (register: number): Place => ({ motion: FIXED, at: registers.address(register) });
  const source = (view: View): Place => {
    const register = registers.of(view);
    if (register !== undefined) return fixed(register);
    if (isSpread(view)) return { motion: SCALAR, at: view };
    if (isDense(view)) return { motion: STREAM, at: view };
    const target = fixed(registers.load(view));
    micro(LOAD, target, { motion: FIXED, at: view });
    tables.push({ position: tape.words.length - 2, view });
    return target;
  };
  parts.forEach((part, i) => {
    const operands = part.reads.map(source);
    const [buffer] = part.writes as [Buffer];
    // What is needed afterwards goes to memory, else to a register, perhaps one that is free from here.
    const register = registers.finish(part, i);
    // A sum stays in its cell while the strips pass.
    const motion = buffer.size === 1 ? FIXED : STREAM;
    const target = register === undefined ? { motion, at: { buffer, offset: 0 } } : fixed(register);
    micro(part.opcode, target, ...operands);
  });
  tape.words[head + 4] = count;
  for (const { position, view } of tables) writeTable(tape, position, view, start);
  tape.words[head + 1] = tape.words.length - head;
}

/** Rank, then size and stride in bytes of each axis, behind the micro-operations. */
function writeTable(tape: Encoder, position: number, view: View, start: number): void {
  tape.pointTo(position, tape.words.length, start);
  tape.loops(loops(view.shape, [view.strides]));
}
