import type { Recorder } from "../randomRecording.ts";

/** Records some calls and returns the place of the last. */
export type Pattern = (r: Recorder) => number;

/** A result that the recorded steps must not end with, nor be followed by others. */
export class Immoderate extends Error {}

export const scaled = (r: Recorder, x: number): number => {
  if (r.chance(0.5)) return x;
  const by = r.chance(0.6) ? r.number(r.pick([1, -1, 2, 0, -2, 0.5])) : r.fitting(r.shapeOf(x));
  return r.call("mul", [x, by]);
};

export const sumWith = (r: Recorder, x: number, y: number): number =>
  r.chance(0.5)
    ? r.call("add", [x, y])
    : r.chance(0.5)
      ? r.call("add", [y, x])
      : r.call("sub", [x, y]);

/** The first if it can be broadcast with the second, else another. */
export const matched = (r: Recorder, x: number, like: number): number => {
  const [a, b] = [r.shapeOf(x), r.shapeOf(like)];
  const isFit = a.every((n, i) => {
    const m = b[b.length - a.length + i] ?? 1;
    return n === m || n === 1 || m === 1;
  });
  return isFit ? x : r.fitting(b);
};
