import { expect } from "vitest";
import type { Expression } from "../../../src/expression/node.ts";
import { buildProgram } from "../../../src/program/build.ts";
import type { Program } from "../../../src/program/program.ts";

/** Every bit of the outputs, NaN as one number: its payload is nobody's. */
function bits(program: Program): bigint[] {
  return program.outputs.flatMap(({ shape }, j) => {
    const numbers = new Float64Array(shape.reduce((count, n) => count * n, 1));
    program.get(j, numbers);
    return [...numbers].map((x) => {
      const cell = new DataView(new ArrayBuffer(8));
      cell.setFloat64(0, Number.isNaN(x) ? Number.NaN : x);
      return cell.getBigUint64(0);
    });
  });
}

/**
 * Runs the outputs on the tape and as code, at each of the points, and expects the same bits. Returns whether there was
 * anything to accelerate.
 */
export function sameBits(
  inputs: readonly Expression[],
  outputs: readonly Expression[],
  points: readonly (readonly ArrayLike<number>[])[],
  label: string,
): boolean {
  const [tape, code] = [buildProgram(inputs, outputs), buildProgram(inputs, outputs)];
  const isCode = code.accelerate();
  for (const point of points) {
    for (const program of [tape, code]) {
      point.forEach((data, i) => {
        program.set(i, data);
      });
      program.execute();
    }
    expect(bits(code), label).toEqual(bits(tape));
    expect(code.factorizations.map((f) => f.status())).toEqual(
      tape.factorizations.map((f) => f.status()),
    );
  }
  tape.dispose();
  code.dispose();
  return isCode;
}
