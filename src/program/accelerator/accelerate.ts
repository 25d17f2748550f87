import { words } from "../../core/arena.ts";
import { kernels, memory } from "../../core/instance.ts";
import { END } from "../opcode.ts";
import type { Segment } from "../program.ts";
import { type Translation, translate } from "./translate.ts";
import { wasmModule } from "./wasmModule.ts";

/** Instructions that must become code: fewer are not worth the compilation. */
const INSTRUCTIONS_LEAST = 16;
/** Bytes of code that are compiled at most. */
const BYTES_MOST = 2 ** 20;
const PAGE = 65536;

/** The runtime has refused to compile: a request of a worker, a strict content security policy. Nobody asks again. */
let isForbidden = false;

/**
 * The segments of a program as functions of a module of their own, over the same memory and to the same bits. Undefined
 * where that gains nothing, or where the runtime compiles no code: then the tape is as it was. Else it has become part of
 * the functions, and only they may run it.
 */
export function accelerate(segments: readonly Segment[]): Segment[] | undefined {
  if (isForbidden) return undefined;
  const tape = words();
  const code: Translation = { bodies: [], entries: [], ends: [], instructions: 0 };
  for (const segment of segments) if ("tape" in segment) translate(tape, segment.tape / 4, code);
  const bytes = wasmModule(memory.buffer.byteLength / PAGE, code.bodies, code.entries);
  if (code.instructions < INSTRUCTIONS_LEAST || bytes.length > BYTES_MOST) return undefined;
  try {
    const imports = { e: { m: memory, x: kernels.execute } };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    for (const w of code.ends) tape[w] = END;
    let next = 0;
    return segments.map((segment) =>
      "tape" in segment ? { call: exports[next++] as () => void } : segment,
    );
  } catch {
    isForbidden = true;
    return undefined;
  }
}
