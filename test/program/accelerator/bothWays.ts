import { expect } from "vitest";
import { END } from "../../../assembly/tape/opcode.ts";
import { type Translation, translate } from "../../../src/program/accelerator/translate.ts";
import { wasmModule } from "../../../src/program/accelerator/wasmModule.ts";
import { Tape } from "../../assembly/tape/tape.ts";
import { type Build, instantiate, type Wasm } from "../../assembly/wasm.ts";

const TAPE = 28 * 2 ** 20;

/** Two instances of one build with the same memory: one runs tapes, the other the code made of them. */
export class BothWays {
  private readonly instances: readonly [Wasm, Wasm];

  constructor(build: Build) {
    this.instances = [instantiate(build), instantiate(build)];
  }

  /**
   * Lets `write` place arrays and say the instructions, runs them both ways, twice, and expects the same bits in all of
   * the memory that was placed. Returns how many instructions became code.
   */
  run(write: (tape: Tape) => readonly (readonly number[])[]): number {
    let instructions = 0;
    const results = this.instances.map((wasm, i) => {
      const tape = new Tape(wasm);
      const start = tape.array([]);
      const words = write(tape).flat();
      const run = i === 0 ? () => tape.run(...words) : compiled(wasm, words);
      if (typeof run === "object") instructions = run.instructions;
      const call = typeof run === "object" ? run.call : run;
      const results: bigint[] = [];
      for (let round = 0; round < 2; round++) {
        call();
        results.push(...bits(tape.read(start, (tape.array([]) - start) / 8)));
      }
      return results;
    });
    expect(results[1]).toEqual(results[0]);
    return instructions;
  }
}

/** Bits of numbers; NaN is one number, whatever its payload. */
function bits(numbers: readonly number[]): bigint[] {
  const data = Float64Array.from(numbers, (x) => (Number.isNaN(x) ? Number.NaN : x));
  return [...new BigUint64Array(data.buffer)];
}

function compiled({ memory, kernels }: Wasm, words: readonly number[]) {
  const tape = new Int32Array(memory.buffer);
  tape.set([...words, END], TAPE / 4);
  const code: Translation = { bodies: [], entries: [], ends: [], instructions: 0 };
  translate(tape, TAPE / 4, code);
  const module = new WebAssembly.Module(
    wasmModule(memory.buffer.byteLength / 65536, code.bodies, code.entries),
  );
  const { exports } = new WebAssembly.Instance(module, { e: { m: memory, x: kernels.execute! } });
  for (const w of code.ends) tape[w] = END;
  return { instructions: code.instructions, call: exports["0"] as () => void };
}
