import { started } from "../core/instance.ts";
import type { Elementwise } from "./instruction.ts";
import { type Buffer, isDense, isSpread, type View } from "./view.ts";

/** Doubles in the register file (assembly/tape/registerFile.ts) and in the longest strip. */
const REGISTER_FILE = 4096;
const STRIP_MOST = 256;

const keyOfView = (view: View): string =>
  `${view.buffer.id} ${view.offset} ${view.shape} ${view.strides}`;

/** Assigns strips of the register file to the values of a fused loop that never reach memory. */
export class Registers {
  /** Elements that one round of the loop works off. */
  readonly strip: number;
  private readonly lastUse = new Map<Buffer | string, number>();
  private readonly assigned = new Map<Buffer | string, number>();
  private readonly free: number[] = [];
  private readonly inside = new Set<Buffer>();
  private readonly base = started().registerFile();
  private count = 0;

  /** @param stored  results that must reach memory */
  constructor(parts: readonly Elementwise[], stored: ReadonlySet<Buffer>) {
    for (const { writes } of parts)
      for (const buffer of writes) if (!stored.has(buffer)) this.inside.add(buffer);
    parts.forEach((part, i) => {
      for (const view of part.reads) {
        const key = this.keyOf(view);
        if (key !== undefined) this.lastUse.set(key, i);
      }
    });
    const most = this.pressure(parts);
    this.strip = Math.min(STRIP_MOST, Math.max(16, Math.floor(REGISTER_FILE / most / 16) * 16));
  }

  address(register: number): number {
    return this.base + 8 * this.strip * register;
  }

  /** The register of a value made in this loop, or of a strided view that has been loaded. */
  of(view: View): number | undefined {
    const key = this.keyOf(view);
    return key === undefined ? undefined : this.assigned.get(key);
  }

  /** A register for a strided view. */
  load(view: View): number {
    return this.assign(keyOfView(view));
  }

  /** Frees what part i read last, then gives its result a register; undefined if it goes to memory. */
  finish(part: Elementwise, i: number): number | undefined {
    for (const view of part.reads) {
      const key = this.keyOf(view);
      if (key === undefined || this.lastUse.get(key) !== i) continue;
      const register = this.assigned.get(key);
      if (register === undefined) continue;
      this.assigned.delete(key);
      this.free.push(register);
    }
    const [target] = part.writes as [Buffer];
    return this.inside.has(target) ? this.assign(target) : undefined;
  }

  private assign(key: Buffer | string): number {
    const register = this.free.pop() ?? this.count++;
    this.assigned.set(key, register);
    return register;
  }

  private keyOf(view: View): Buffer | string | undefined {
    if (this.inside.has(view.buffer)) return view.buffer;
    return isSpread(view) || isDense(view) ? undefined : keyOfView(view);
  }

  /** Registers in use at the busiest moment, by a rehearsal. */
  private pressure(parts: readonly Elementwise[]): number {
    parts.forEach((part, i) => {
      for (const view of part.reads) {
        const key = this.keyOf(view);
        if (typeof key === "string" && !this.assigned.has(key)) this.assign(key);
      }
      this.finish(part, i);
    });
    const most = Math.max(1, this.count);
    this.assigned.clear();
    this.free.length = 0;
    this.count = 0;
    return most;
  }
}
