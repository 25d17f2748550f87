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
  /** Scalars that a sum is multiplied with afterwards. */
  readonly factors: readonly View[];
  /** Who reads what it writes. */
  readonly readers: Site[];
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
  for (const site of sites) {
    for (const view of site.instruction.reads) {
      const producer = producers.get(view.buffer);
      if (!producer) continue;
      site.depth = Math.max(site.depth, producer.depth + (isBarrier(producer, site, view) ? 1 : 0));
      producer.readers.push(site);
    }
    for (const buffer of site.instruction.writes) producers.set(buffer, site);
  }
  sink(sites);
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
      if (group) loose.push(...joined(builder, group, outputs));
      groups.set(key, [site]);
    }
  }
  for (const group of groups.values()) loose.push(...joined(builder, group, outputs));
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
  const { writes, node, flops } = instruction;
  const common = { kind: "elementwise", writes, node, flops } as const;
  const total = instruction.kind === "structured" ? instruction.total : undefined;
  const size = total ? total.size : writes[0]!.size;
  let part = instruction.kind === "elementwise" ? instruction : undefined;
  if (total) {
    const opcode = total.operands.length === 1 ? SUM : SUM_PRODUCT;
    part = { ...common, opcode, shape: [size], reads: total.operands };
  }
  if (size <= SMALL_MOST) part = undefined;
  return { instruction, part, size, factors: total?.factors ?? [], readers: [], depth: 0 };
}

/** Moves operations into the loop of their readers, if those all share one: their result stays in a register. */
function sink(sites: readonly Site[]): void {
  for (let i = sites.length - 1; i >= 0; i--) {
    const site = sites[i]!;
    const { part, readers } = site;
    if (!part || isSum(part) || readers.length === 0) continue;
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
function joined(builder: Builder, group: readonly Site[], outputs: readonly View[]): Instruction[] {
  if (group.length === 1) return [group[0]!.instruction];
  const scalings: Elementwise[] = [];
  const parts: Elementwise[] = [];
  const stored: Buffer[] = [];
  const wanted = new Set(outputs.map(({ buffer }) => buffer));
  for (const site of group) {
    const part = site.part!;
    const [target] = part.writes as [Buffer];
    const isLate = site.factors.length > 0;
    const cell = isLate ? builder.temporary(1, target.constant) : target;
    if (isLate) scalings.push(scaling(site, cell));
    parts.push({ ...part, writes: [cell] });
    const isRead = site.readers.some((reader) => !group.includes(reader));
    if (isSum(part) || isRead || wanted.has(target) || target.persistent) stored.push(cell);
  }
  const inside = new Set(parts.flatMap(({ writes }) => writes));
  const reads = parts.flatMap((part) => part.reads.filter(({ buffer }) => !inside.has(buffer)));
  const flops = parts.reduce((sum, part) => sum + part.flops, 0);
  const { node } = parts[parts.length - 1]!;
  const { size } = group[0]!;
  return [{ kind: "fused", parts, size, reads, writes: stored, node, flops }, ...scalings];
}

/** Multiplies a sum, which is in `cell`, with its factors. */
function scaling({ instruction, factors }: Site, cell: Buffer): Elementwise {
  return {
    kind: "elementwise",
    opcode: factors.length === 1 ? MULTIPLY : MULTIPLY_3,
    shape: [],
    reads: [whole(cell, []), ...factors],
    writes: instruction.writes,
    node: instruction.node,
    flops: factors.length,
  };
}
