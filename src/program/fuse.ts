import type { Builder } from "./builder.ts";
import { order } from "./dependency.ts";
import type { Elementwise, Instruction } from "./instruction.ts";
import { MULTIPLY, MULTIPLY_3, SUM, SUM_PRODUCT } from "./opcode.ts";
import { type Buffer, covers, type View, whole } from "./view.ts";

/** Arrays up to this many elements are worked off one instruction at a time: a loop has nothing to share. */
const SMALL_MOST = 16;
/** Operations of one loop: bounds the register file, and with it the shortest strip. */
const PARTS_MOST = 48;

/** What the search knows of one instruction. */
interface Site {
  readonly instruction: Instruction;
  /** The operation as a part of a loop, if it can be one. */
  readonly part: Elementwise | undefined;
  readonly size: number;
  /** How many loops must have run before this one; two parts with one depth and size share a loop. */
  depth: number;
}

/**
 * Joins elementwise operations over as many elements into one pass over memory, with the sums that
 * end them. Two operations may share a loop if no path between them leaves it: depths see to that,
 * for every edge that is not element to element raises the depth of what follows.
 */
export function fuse(
  builder: Builder,
  list: readonly Instruction[],
  outputs: readonly View[],
): Instruction[] {
  const sites = list.map(siteOf);
  if (sites.every(({ part }) => part === undefined)) return [...list];
  const producers = new Map<Buffer, Site>();
  const consumers = new Map<Site, Site[]>();
  for (const site of sites) {
    for (const view of site.instruction.reads) {
      const producer = producers.get(view.buffer);
      if (!producer) continue;
      site.depth = Math.max(site.depth, producer.depth + (isBarrier(producer, site, view) ? 1 : 0));
      const known = consumers.get(producer);
      if (known) known.push(site);
      else consumers.set(producer, [site]);
    }
    for (const buffer of site.instruction.writes) producers.set(buffer, site);
  }
  sink(sites, consumers);
  const groups = new Map<string, Site[]>();
  const loose: Instruction[] = [];
  for (const site of sites) {
    if (!site.part) {
      loose.push(site.instruction);
      continue;
    }
    const key = `${site.size} ${site.depth}`;
    const group = groups.get(key);
    if (group && group.length < PARTS_MOST) group.push(site);
    else {
      if (group) loose.push(...joined(builder, group, consumers, outputs));
      groups.set(key, [site]);
    }
  }
  for (const group of groups.values()) loose.push(...joined(builder, group, consumers, outputs));
  return order(loose);
}

/** Whether `site` has to wait for the loop of `producer` to end before it reads the view. */
function isBarrier(producer: Site, site: Site, view: View): boolean {
  if (!site.part) return false;
  const isAligned = producer.part !== undefined && producer.size === site.size;
  return !(isAligned && !isSum(producer.part!) && covers(view, site.size));
}

const isSum = ({ opcode }: Elementwise): boolean => opcode === SUM || opcode === SUM_PRODUCT;

function siteOf(instruction: Instruction): Site {
  if (instruction.kind === "elementwise") {
    const size = instruction.writes[0]!.size;
    return { instruction, part: size > SMALL_MOST ? instruction : undefined, size, depth: 0 };
  }
  const total = instruction.kind === "structured" ? instruction.total : undefined;
  const size = total ? total.size : 0;
  if (!total || size <= SMALL_MOST) return { instruction, part: undefined, size, depth: 0 };
  const { node } = instruction;
  const part: Elementwise = {
    kind: "elementwise",
    opcode: total.operands.length === 1 ? SUM : SUM_PRODUCT,
    shape: [size],
    reads: total.operands,
    writes: instruction.writes,
    node,
    flops: instruction.flops,
  };
  return { instruction, part, size, depth: 0 };
}

/** Moves operations into the loop of their consumers, if those all share one: their result stays in a register. */
function sink(sites: readonly Site[], consumers: ReadonlyMap<Site, readonly Site[]>): void {
  for (let i = sites.length - 1; i >= 0; i--) {
    const site = sites[i]!;
    const readers = consumers.get(site);
    if (!site.part || isSum(site.part) || !readers) continue;
    const { depth } = readers[0]!;
    const canMove = readers.every((reader) => reader.depth === depth && readsAligned(reader, site));
    if (canMove && depth > site.depth) site.depth = depth;
  }
}

function readsAligned(reader: Site, site: Site): boolean {
  if (!reader.part || reader.size !== site.size) return false;
  const [target] = site.instruction.writes;
  return reader.part.reads.every((view) => view.buffer !== target || covers(view, site.size));
}

/** The instructions of one group: a loop, or what it was if there is nothing to share. */
function joined(
  builder: Builder,
  group: readonly Site[],
  consumers: ReadonlyMap<Site, readonly Site[]>,
  outputs: readonly View[],
): Instruction[] {
  if (group.length === 1) return [group[0]!.instruction];
  const members = new Set(group);
  const result: Instruction[] = [];
  const parts: Elementwise[] = [];
  const stored: Buffer[] = [];
  const wanted = new Set(outputs.map(({ buffer }) => buffer));
  for (const site of group) {
    const part = site.part!;
    const [target] = part.writes as [Buffer];
    if (isSum(part)) {
      const { cell, scaling } = scaled(builder, site);
      parts.push({ ...part, writes: [cell] });
      stored.push(cell);
      if (scaling) result.push(scaling);
      continue;
    }
    parts.push(part);
    const isRead = consumers.get(site)?.some((reader) => !members.has(reader)) ?? false;
    if (isRead || wanted.has(target) || target.persistent) stored.push(target);
  }
  const inside = new Set(parts.flatMap(({ writes }) => writes));
  const reads = parts.flatMap((part) => part.reads.filter(({ buffer }) => !inside.has(buffer)));
  const flops = parts.reduce((sum, part) => sum + part.flops, 0);
  const { node } = parts[parts.length - 1]!;
  result.unshift({
    kind: "fused",
    parts,
    size: group[0]!.size,
    reads,
    writes: stored,
    node,
    flops,
  });
  return result;
}

/** Where a sum is collected, and the multiplication by its scale afterwards. */
function scaled(
  builder: Builder,
  { instruction }: Site,
): { cell: Buffer; scaling: Elementwise | undefined } {
  const total = instruction.kind === "structured" ? instruction.total! : undefined;
  const [target] = instruction.writes as [Buffer];
  const factors = total?.factors ?? [];
  if (factors.length === 0) return { cell: target, scaling: undefined };
  const cell = builder.temporary(1, target.constant);
  return {
    cell,
    scaling: {
      kind: "elementwise",
      opcode: factors.length === 1 ? MULTIPLY : MULTIPLY_3,
      shape: [],
      reads: [whole(cell, []), ...factors],
      writes: [target],
      node: instruction.node,
      flops: factors.length,
    },
  };
}
