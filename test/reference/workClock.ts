import { vi } from "vitest";
import { Program } from "../../src/program/program.ts";

/** Operations that the clock takes for a millisecond: 10⁹ a second is slower than any machine this runs on. */
const OPERATIONS = 1e6;
/** Milliseconds that a look at the clock takes. */
const LOOK = 0.01;

/**
 * Puts a clock in the place of `performance.now` that goes on with the work of programs and not with time: what is
 * measured by it is the same on every machine and every run. `vi.restoreAllMocks` puts the other back.
 */
export function workClock(): void {
  let now = 0;
  const { execute } = Program.prototype;
  vi.spyOn(Program.prototype, "execute").mockImplementation(function (this: Program) {
    now += this.counts.flops / OPERATIONS;
    execute.call(this);
  });
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += LOOK;
    return now;
  });
}
