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

/** The runtime has refused to compile: a worker, a strict content security policy. Nobody asks again. */
let isForbidden = false;

/**
 * The segments of a program as functions of a module of their own, over the same memory and to the same bits. Undefined
 * where that gains nothing, or where the runtime compiles no code: then the tape is as it was. Else it has become part of
 * the functions, and only they may run it.
 */
export function accelerate(segments: readonly Segment[]): Segment[] | undefined {
  if (isForbidden || !segments.some((segment) => "tape" in segment)) return undefined;
  const tape = words();
  const translations: Translation[] = [];
  let [instructions, bytes] = [0, 0];
  for (const segment of segments) {
    if (!("tape" in segment)) continue;
    const translation = translate(tape, segment.tape / 4);
    translations.push(translation);
    instructions += translation.instructions;
    for (const body of translation.bodies) bytes += body.length;
  }
  if (instructions < INSTRUCTIONS_LEAST || bytes > BYTES_MOST) return undefined;
  const functions = compiled(translations);
  if (!functions) return undefined;
  for (const { ends } of translations) for (const w of ends) tape[w] = END;
  let next = 0;
  return segments.map((segment) =>
    "tape" in segment ? { call: functions[`${next++}`] as () => void } : segment,
  );
}

function compiled(translations: readonly Translation[]): WebAssembly.Exports | undefined {
  const bytes = wasmModule(
    memory.buffer.byteLength / PAGE,
    translations.map(({ bodies }) => bodies),
  );
  try {
    const module = new WebAssembly.Module(bytes);
    return new WebAssembly.Instance(module, { e: { m: memory, x: kernels.execute } }).exports;
  } catch {
    isForbidden = true;
    return undefined;
  }
}
