import { free } from "../core/arena.ts";
import { finalizationRegistry } from "../core/finalizationRegistry.ts";
import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { borrowing, place, read, room } from "./buffer.ts";
import { like, type Matrix, rightHandSide } from "./matrix.ts";

const registry = finalizationRegistry<readonly number[]>((pointers) => {
  for (const pointer of pointers) free(pointer);
});

/** Where a factor lies in the arena. */
export interface Place {
  readonly factor: number;
  /** Pivot rows or reflection coefficients; 0 when there are none. */
  readonly pivots: number;
  readonly rows: number;
  readonly columns: number;
  /** ‖A‖₁, for the condition. */
  readonly norm: number;
}

/**
 * A factored matrix. It holds WebAssembly memory: call `dispose()` (or declare it with `using`) when it is no longer
 * needed; a forgotten one is freed when it is garbage collected, some time later.
 */
export abstract class Factor {
  readonly #name: string;
  readonly #place: Place;
  #disposed = false;

  protected constructor(name: string, place: Place) {
    this.#name = name;
    this.#place = place;
    registry.register(this, [place.factor, place.pivots], this);
  }

  /** Rows and columns of the matrix that was factored. */
  get shape(): readonly [rows: number, columns: number] {
    return [this.#place.rows, this.#place.columns];
  }

  /** Gives the memory back; solving afterwards throws ERR_DISPOSED, disposing again does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    registry.unregister(this);
    free(this.#place.factor);
    free(this.#place.pivots);
  }

  /** Addresses and sizes, for a factor still in memory. */
  protected get place(): Place {
    if (this.#disposed) {
      fail("ERR_DISPOSED", {
        name: this.#name,
        advice: "Factor the matrix again, or call dispose() only after the last solve.",
      });
    }
    return this.#place;
  }

  /** Copies b in, lets the kernel work on it in place, and copies `rows` rows out. */
  protected through(
    b: Value,
    rows: number,
    solve: (place: Place, b: number, columns: number) => void,
  ): Float64Array | Matrix {
    const from = this.place;
    const right = rightHandSide(b, this.#name, from.rows, from.columns);
    return borrowing((keep) => {
      const pointer = keep(place(right.data));
      solve(from, pointer, right.columns);
      return like(right, read(pointer, rows * right.columns), rows);
    });
  }
}

// Node 20 and every current browser know Symbol.dispose; where it is missing there is no `using` either.
const disposal = (Symbol as { dispose?: symbol }).dispose;
if (disposal !== undefined) {
  Object.defineProperty(Factor.prototype, disposal, {
    value(this: Factor): void {
      this.dispose();
    },
  });
}

/** Room for a condition estimate of an n×n factor, for the time of `estimate`. */
export function withWork(n: number, estimate: (work: number) => number): number {
  return borrowing((keep) => estimate(keep(room(4 * n))));
}

/** ‖A‖₁ of a matrix in the arena. */
export const norm1 = (rows: number, columns: number, a: number): number =>
  kernels.norm1(rows, columns, a, columns);
