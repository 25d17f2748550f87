import { fail } from "../error/fail.ts";
import type { Dense } from "./toDense.ts";

/** @throws ERR_NOT_FINITE  naming the first entry that is NaN or infinite, by its place unless it is a scalar's */
export function requireFinite(
  data: Float64Array,
  { shape }: Pick<Dense, "shape">,
  name: string,
): void {
  const index = data.findIndex((entry) => !Number.isFinite(entry));
  if (index < 0) return;
  fail("ERR_NOT_FINITE", { name, value: data[index]!, ...(shape.length > 0 ? { index } : {}) });
}
