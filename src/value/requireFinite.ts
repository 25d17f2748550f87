import { fail } from "../error/fail.ts";
import type { Shape } from "./shape.ts";

/** @throws ERR_NOT_FINITE  naming the first entry that is NaN or infinite, and its place */
export function requireFinite(
  data: Float64Array,
  { shape }: { readonly shape: Shape },
  name: string,
  advice?: string,
): void {
  const flat = data.findIndex((entry) => !Number.isFinite(entry));
  if (flat < 0) return;
  let rest = flat;
  const index = shape.toReversed().map((length) => {
    const place = rest % length;
    rest = Math.floor(rest / length);
    return place;
  });
  const value = data[flat]!;
  fail("ERR_NOT_FINITE", { name, value, index: index.reverse(), advice });
}
