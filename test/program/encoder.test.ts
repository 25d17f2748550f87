import { expect, test } from "vitest";
import { encode } from "../../src/program/encode.ts";
import { encodeContract } from "../../src/program/encodeContract.ts";
import { Encoder } from "../../src/program/encoder.ts";
import { encodeFused } from "../../src/program/fused.ts";
import {
  ADD,
  CONTRACT,
  CONTRACT_WORDS,
  ELEMENTWISE_WORDS,
  EXP,
  FUSED,
  FUSED_WORDS,
  LEAF_DOT,
  LOAD,
  MICRO_WORDS,
  SCALAR,
  STREAM,
} from "../../src/program/opcode.ts";
import { whole } from "../../src/program/view.ts";

const buffer = (id: number, size: number) => ({
  id,
  size,
  constant: false,
  persistent: false,
  address: 1000 * id,
});

test("addresses move with the block, numbers do not", () => {
  const tape = new Encoder();
  tape.put(7, 8, { buffer: buffer(1, 4), offset: 2 }, undefined);
  tape.pointTo(1, 3, 64);
  const words = new Int32Array(8);
  tape.relocate(words, 1, 5000);
  expect([...words]).toEqual([0, 7, 5000 + 64 + 12, 5000 + 1000 + 16, 0, 0, 0, 0]);
});

const elementwise = (opcode: number, size: number, reads: Parameters<typeof whole>[0][]) => ({
  kind: "elementwise" as const,
  opcode,
  shape: [size],
  reads: reads.map((read) =>
    read.size === 1 ? { ...whole(read, []), shape: [size], strides: [0] } : whole(read, [size]),
  ),
  writes: [buffer(9, size)],
  node: undefined,
  flops: size,
});

test("an elementwise instruction is seven words: dense operands stream, numbers stand", () => {
  const tape = new Encoder();
  encode(tape, elementwise(ADD, 3, [buffer(1, 3), buffer(2, 1)]), 0);
  expect(tape.words).toHaveLength(ELEMENTWISE_WORDS);
  const motion = STREAM | (STREAM << 2) | (SCALAR << 4);
  expect(tape.words).toEqual([ADD, 3, motion, 9000, 1000, 2000, 0]);
});

test("an instruction over no elements has no words", () => {
  const tape = new Encoder();
  encode(tape, elementwise(ADD, 0, [buffer(1, 0), buffer(2, 0)]), 0);
  expect(tape.words).toEqual([]);
});

test("a fused loop loads a strided operand once, and keeps what stays inside in a register", () => {
  const x = { buffer: buffer(1, 60), offset: 0, shape: [20], strides: [3] };
  const inner = buffer(2, 20);
  const outer = buffer(3, 20);
  const part = (opcode: number, reads: (typeof x)[], target: typeof inner) => ({
    ...elementwise(opcode, 20, []),
    reads,
    writes: [target],
  });
  const parts = [part(EXP, [x], inner), part(ADD, [whole(inner, [20]) as typeof x, x], outer)];
  const tape = new Encoder();
  const common = { reads: [x], writes: [outer], node: undefined, flops: 40 };
  encodeFused(tape, { kind: "fused", parts, size: 20, ...common }, 0);
  const [opcode, length, size, , count] = tape.words;
  expect([opcode, length, size, count]).toEqual([FUSED, tape.words.length, 20, 3]);
  const micro = (i: number) => tape.words[FUSED_WORDS + i * MICRO_WORDS];
  expect([micro(0), micro(1), micro(2)]).toEqual([LOAD, EXP, ADD]);
  const table = tape.words[FUSED_WORDS + 4]! / 4;
  expect(tape.words.slice(table)).toEqual([1, 20, 24]);
});

test("a contraction without loops is eighteen words", () => {
  const tape = new Encoder();
  const [out, a, b, alpha] = [1, 2, 3, 4].map((id) => whole(buffer(id, 1), []));
  encodeContract(tape, { leaf: LEAF_DOT, sizes: [5, 1, 1] }, out!, a!, b, [alpha!]);
  expect(tape.words).toHaveLength(CONTRACT_WORDS);
  expect(tape.words.slice(0, 8)).toEqual([CONTRACT, 0, LEAF_DOT, 1000, 2000, 3000, 4000, 0]);
});
