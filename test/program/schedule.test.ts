import fc from "fast-check";
import { expect, test } from "vitest";
import { add } from "../../src/expression/add.ts";
import { elementwise } from "../../src/expression/elementwise.ts";
import { parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { contractionOf, scale } from "../../src/expression/view.ts";
import { Builder } from "../../src/program/builder.ts";
import { order } from "../../src/program/dependency.ts";
import { fuse } from "../../src/program/fuse.ts";
import { inPlaceCandidates } from "../../src/program/inPlace.ts";
import type { Elementwise, Fused, Instruction } from "../../src/program/instruction.ts";
import { lower } from "../../src/program/lower.ts";
import { planMemory } from "../../src/program/memory.ts";
import { postOrder } from "../../src/program/postOrder.ts";
import { Registers } from "../../src/program/registers.ts";
import { type Schedule, schedule } from "../../src/program/schedule.ts";
import { type Buffer, type View, whole } from "../../src/program/view.ts";
import { randomGraph } from "../reference/randomGraph.ts";

/** The stages of compilation up to the memory plan. */
function planned(inputs: readonly Expression[], outputs: readonly Expression[]) {
  const builder = new Builder(lower);
  for (const node of inputs) {
    const elements = node.shape.reduce((count, n) => count * n, 1);
    builder.place(node, whole(builder.persistent(elements, false), node.shape));
  }
  for (const node of postOrder(builder, outputs)) {
    const data = node.attributes.data ?? node.attributes.initial;
    if (node.inputs.length === 0 && data)
      builder.place(node, whole(builder.persistent(data.length, true), node.shape));
  }
  const results = outputs.map((output) => builder.dense(builder.value(output)));
  const plan = schedule(builder, results);
  const bytes = planMemory(builder.buffers, plan, results);
  return { builder, results, plan, bytes };
}

const all = ({ prologue, main }: Schedule): Instruction[] => [...prologue, ...main];

test("every buffer is written once, and before it is read", () => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const { inputs, outputs } = randomGraph(seed, 30, [2, 3, 20]);
      const { plan } = planned(inputs, outputs);
      const written = new Set<Buffer>();
      const made = new Set(all(plan).flatMap(({ writes }) => writes));
      for (const { reads, writes } of all(plan)) {
        for (const { buffer } of reads) if (made.has(buffer)) expect(written).toContain(buffer);
        for (const buffer of writes) {
          expect(written).not.toContain(buffer);
          written.add(buffer);
        }
      }
    }),
    { numRuns: 60 },
  );
});

/** First and last instruction at which a buffer holds something: persistent ones for ever once they do. */
function lifetimes(plan: Schedule, results: readonly View[]): Map<Buffer, [number, number]> {
  const lives = new Map<Buffer, [number, number]>();
  all(plan).forEach(({ reads, writes }, i) => {
    for (const buffer of writes) lives.set(buffer, [i, i]);
    for (const { buffer } of reads) lives.set(buffer, [lives.get(buffer)?.[0] ?? -1, i]);
  });
  const made = new Set(all(plan).flatMap(({ writes }) => writes));
  for (const buffer of [...lives.keys(), ...results.map((view) => view.buffer)]) {
    const first = made.has(buffer) ? lives.get(buffer)![0] : -1;
    if (buffer.persistent) lives.set(buffer, [first, Number.POSITIVE_INFINITY]);
  }
  return lives;
}

test("buffers that live at the same time have places of their own", () => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const { inputs, outputs } = randomGraph(seed, 40, [1, 2, 3, 20]);
      const { plan, results, bytes } = planned(inputs, outputs);
      const lives = [...lifetimes(plan, results)].filter(([{ size }]) => size > 0);
      for (const [a, [aFirst, aLast]] of lives) {
        expect(a.address + 8 * a.size).toBeLessThanOrEqual(bytes);
        for (const [b, [bFirst, bLast]] of lives) {
          // b may begin where a ends: then the instruction works in place.
          if (a === b || aFirst > bFirst || bFirst >= aLast) continue;
          const isApart =
            a.address + 8 * a.size <= b.address || b.address + 8 * b.size <= a.address;
          expect(isApart || (bFirst === aLast && bLast >= aLast)).toBe(true);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("what is added to a diagonal is made where the result lies", () => {
  const x = variable("x", { shape: [20, 20] });
  const y = variable("y", { shape: [20] });
  const gram = contractionOf(
    [
      [x, [0, 1]],
      [x, [0, 2]],
    ],
    [1, 2],
  );
  const { plan, bytes } = planned([x, y], [add(gram, contractionOf([[y, [0]]], [0, 0]))]);
  expect(plan.main).toHaveLength(2);
  expect(plan.main[0]!.writes[0]!.address).toBe(plan.main[1]!.writes[0]!.address);
  expect(bytes).toBeLessThan(8 * (400 + 24 + 400 + 16));
});

test("a chain of matrix products needs two places, however long it is", () => {
  const A = variable("A", { shape: [8, 8] });
  let node: Expression = A;
  const product = (left: Expression) =>
    elementwise("exp", [
      contractionOf(
        [
          [left, [0, 1]],
          [A, [1, 2]],
        ],
        [0, 2],
      ),
    ]);
  for (let i = 0; i < 20; i++) node = product(node);
  const { bytes } = planned([A], [node]);
  expect(bytes).toBeLessThanOrEqual(8 * 64 * 4 + 128);
});

test("what constants and bound variables decide runs before, and dead instructions not at all", () => {
  const x = variable("x", new Float64Array(3));
  const p = parameter("p", [1, 2, 3]);
  const fixed = elementwise("exp", [p]);
  const { plan, builder } = planned([x], [add(fixed, elementwise("sin", [x]))]);
  expect(plan.prologue).toHaveLength(1);
  builder.elementwise(0, [3], [builder.value(x)]);
  expect(schedule(builder, [builder.value(fixed)]).main).toHaveLength(0);
});

const buffer = (id: number, size: number): Buffer => ({
  id,
  size,
  constant: false,
  persistent: false,
  address: 0,
});
const part = (reads: View[], target: Buffer): Elementwise => ({
  kind: "elementwise",
  opcode: 1,
  shape: [target.size],
  reads,
  writes: [target],
  node: undefined,
  flops: 0,
});
const [a, b, c, d] = [0, 1, 2, 3].map((id) => buffer(id, 20)) as [Buffer, Buffer, Buffer, Buffer];
const dense = (of: Buffer) => whole(of, [20]);
const backwards: View = { buffer: a, offset: 0, shape: [5, 4], strides: [1, 5] };

test("an elementwise result may overwrite an operand that is read at the same positions only", () => {
  expect(inPlaceCandidates(part([dense(a), dense(b)], c), c)).toEqual([a, b]);
  expect(inPlaceCandidates(part([dense(a), backwards], c), c)).toEqual([]);
});

test("in a loop, a result may overwrite only what no later part reads", () => {
  const parts = [part([dense(a)], c), part([dense(a), dense(b)], d)];
  const fused: Fused = {
    kind: "fused",
    parts,
    size: 20,
    reads: [dense(a), dense(b)],
    writes: [c, d],
    node: undefined,
    flops: 0,
  };
  expect(inPlaceCandidates(fused, c)).toEqual([]);
  expect(inPlaceCandidates(fused, d)).toEqual([a, b]);
});

test("instructions are ordered by what they read", () => {
  const first = part([dense(a)], b);
  const second = part([dense(b)], c);
  expect(order([second, first])).toEqual([first, second]);
});

test("registers are shared by values that do not meet", () => {
  const chain = [part([dense(a)], b), part([dense(b)], c), part([dense(c)], d)];
  const registers = new Registers(chain, new Set([d]));
  const numbers = chain.map((step, i) => registers.finish(step, i));
  expect(numbers).toEqual([0, 0, undefined]);
  expect(registers.strip).toBe(256);
});

test("a loop is cut where a value is needed in another order", () => {
  const x = variable("x", { shape: [6, 6] });
  const e = elementwise("exp", [x]);
  const transposed = contractionOf([[e, [0, 1]]], [1, 0]);
  const { plan } = planned([x], [elementwise("sin", [add(e, scale(transposed, 2))])]);
  expect(plan.main.map(({ kind }) => kind)).toEqual(["elementwise", "fused"]);
  expect(fuse(new Builder(lower), plan.main, [])).toHaveLength(2);
});
