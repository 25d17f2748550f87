import { Hierarchy } from "./hierarchy.ts";
import type { Level } from "./level.ts";

/** Compiled hierarchies by their outermost level: calling again with the same levels compiles nothing. */
const known = new WeakMap<Level, { levels: readonly Level[]; hierarchy: Hierarchy }[]>();

/** The checked and compiled form of an array of levels. @throws ERR_LEVELS, ERR_UNBOUND */
export function hierarchyOf(levels: readonly Level[]): Hierarchy {
  const first = levels?.[0];
  if (!first) return new Hierarchy(levels);
  const list = known.get(first) ?? [];
  const same = list.find(
    (entry) =>
      entry.levels.length === levels.length &&
      entry.levels.every((level, k) => level === levels[k]),
  );
  if (same) return same.hierarchy;
  const hierarchy = new Hierarchy(levels);
  known.set(first, [...list, { levels: [...levels], hierarchy }]);
  return hierarchy;
}
