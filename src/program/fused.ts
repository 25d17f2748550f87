import type { Encoder } from "./encoder.ts";
import type { Elementwise, Fused } from "./instruction.ts";
import { FIXED, FUSED, LOAD, SCALAR, STREAM } from "./opcode.ts";
import { Registers } from "./registers.ts";
import { type Buffer, isDense, isSpread, loops, type View } from "./view.ts";

/** How an operand of a micro-operation moves, and how its address is written. */
interface Place {
  readonly motion: number;
  write(): void;
}

/** FUSED: see assembly/tape/fused.ts. `start` is where the tape lies in the program's block. */
export function encodeFused(tape: Encoder, instruction: Fused, start: number): void {
  const { parts, size } = instruction;
  const registers = new Registers(parts, new Set(instruction.writes));
  const head = tape.words.length;
  tape.integers(FUSED, 0, size, registers.strip, 0);
  const tables: { readonly position: number; readonly view: View }[] = [];
  let count = 0;
  const micro = (opcode: number, target: Place, operands: readonly Place[]): void => {
    const places = [target, ...operands];
    const motion = places.reduce((bits, place, i) => bits | (place.motion << (2 * i)), 0);
    tape.integers(opcode, motion);
    for (const place of places) place.write();
    for (let i = places.length; i < 4; i++) tape.integers(0);
    count++;
  };
  const fixed = (register: number): Place => ({
    motion: FIXED,
    write: () => tape.integers(registers.address(register)),
  });
  const at = (motion: number, view: View): Place => ({ motion, write: () => tape.view(view) });
  const table = (view: View): Place => ({
    motion: FIXED,
    write: () => {
      tables.push({ position: tape.words.length, view });
      tape.integers(0);
    },
  });
  const load = (view: View): Place => {
    const { register, isFirst } = registers.ofLoad(view);
    if (isFirst) micro(LOAD, fixed(register), [at(FIXED, view), table(view)]);
    return fixed(register);
  };
  const source = (view: View): Place => {
    const register = registers.ofValue(view.buffer);
    if (register !== undefined) return fixed(register);
    if (isSpread(view)) return at(SCALAR, view);
    return isDense(view) ? at(STREAM, view) : load(view);
  };
  parts.forEach((part, i) => {
    const operands = part.reads.map(source);
    micro(part.opcode, destination(tape, registers, part, i), operands);
  });
  tape.words[head + 4] = count;
  for (const { position, view } of tables) writeTable(tape, position, view, start);
  tape.words[head + 1] = tape.words.length - head;
}

/** Memory for a result that is needed afterwards, else a register, perhaps one that is free from here. */
function destination(tape: Encoder, registers: Registers, part: Elementwise, i: number): Place {
  const [target] = part.writes as [Buffer];
  const register = registers.finish(part, i);
  if (register === undefined) {
    // A sum stays in its cell while the strips pass.
    const motion = target.size === 1 ? FIXED : STREAM;
    return { motion, write: () => tape.address(target) };
  }
  return { motion: FIXED, write: () => tape.integers(registers.address(register)) };
}

/** Rank, then size and stride in bytes of each axis, behind the micro-operations. */
function writeTable(tape: Encoder, position: number, view: View, start: number): void {
  tape.pointTo(position, tape.words.length, start);
  const nest = loops(view.shape, [view.strides]);
  tape.integers(nest.length);
  for (const { count, steps } of nest) tape.integers(count, 8 * steps[0]!);
}
