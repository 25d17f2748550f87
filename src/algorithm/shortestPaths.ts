/** A one-way link between nodes. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

interface Found {
  readonly length: number;
  /** Numbers of its links. */
  readonly path: readonly number[];
}

/**
 * The `count` shortest simple paths between two nodes, shortest first, each a list of link numbers;
 * fewer if there are no more. Yen's algorithm on two-sided Dijkstra searches: each path branches off
 * one before at every node, without that path's next link and without the nodes passed.
 *
 * Among paths of equal length the one found first comes first, the links in their order: the order of
 * NetworkX's `shortest_simple_paths`, so that path sets published with it come out again.
 *
 * @see Yen 1971, Finding the K Shortest Loopless Paths in a Network
 */
export function shortestPaths(
  links: readonly Link[],
  lengths: ArrayLike<number>,
  from: number,
  to: number,
  count: number,
): number[][] {
  const graph = { links, lengths, leaving: linksAt(links, "from"), arriving: linksAt(links, "to") };
  const accepted: number[][] = [];
  const candidates: Found[] = [];
  const first = twoSided(graph, from, to, new Set(), new Set());
  if (first) candidates.push(first);
  while (candidates.length > 0 && accepted.length < count) {
    let best = 0;
    candidates.forEach(({ length }, i) => {
      if (length < candidates[best]!.length) best = i;
    });
    const [{ path } = first!] = candidates.splice(best, 1);
    accepted.push([...path]);
    if (accepted.length < count) branch(graph, [...path], accepted, candidates, from, to);
  }
  return accepted;
}

interface Graph {
  readonly links: readonly Link[];
  readonly lengths: ArrayLike<number>;
  readonly leaving: ReadonlyMap<number, readonly number[]>;
  readonly arriving: ReadonlyMap<number, readonly number[]>;
}

function linksAt(links: readonly Link[], end: "from" | "to"): Map<number, number[]> {
  const at = new Map<number, number[]>();
  links.forEach((link, i) => {
    at.set(link[end], [...(at.get(link[end]) ?? []), i]);
  });
  return at;
}

/** Adds to the candidates every path that leaves `path` at one of its nodes. */
function branch(
  graph: Graph,
  path: readonly number[],
  accepted: readonly (readonly number[])[],
  candidates: Found[],
  from: number,
  to: number,
): void {
  const passed = new Set<number>();
  const closed = new Set<number>();
  let rootLength = 0;
  for (let i = 0; i < path.length; i++) {
    const root = path.slice(0, i);
    if (i > 0) rootLength += graph.lengths[path[i - 1]!]!;
    const node = i === 0 ? from : graph.links[path[i - 1]!]!.to;
    for (const other of accepted)
      if (root.every((link, k) => other[k] === link) && other.length > i) closed.add(other[i]!);
    const spur = twoSided(graph, node, to, passed, closed);
    if (spur) {
      const whole = [...root, ...spur.path];
      const isKnown = candidates.some(({ path: known }) => sameList(known, whole));
      if (!isKnown) candidates.push({ length: rootLength + spur.length, path: whole });
    }
    passed.add(node);
  }
}

const sameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((entry, i) => entry === b[i]);

/** One direction of a search. */
interface Side {
  readonly settled: Map<number, number>;
  readonly seen: Map<number, Found>;
  readonly fringe: { readonly length: number; readonly order: number; readonly node: number }[];
}

/** The shortest path that avoids some nodes and links, searched from both ends in turn. */
function twoSided(
  graph: Graph,
  from: number,
  to: number,
  passed: ReadonlySet<number>,
  closed: ReadonlySet<number>,
): Found | undefined {
  if (from === to) return { length: 0, path: [] };
  let order = 0;
  const side = (node: number): Side => ({
    settled: new Map(),
    seen: new Map([[node, { length: 0, path: [] }]]),
    fringe: [{ length: 0, order: order++, node }],
  });
  const sides = [side(from), side(to)] as const;
  let best: Found | undefined;
  for (let turn = 0; sides[0].fringe.length > 0 && sides[1].fringe.length > 0; turn = 1 - turn) {
    const [own, other] = [sides[turn]!, sides[1 - turn]!];
    const { length, node } = nearest(own.fringe);
    if (own.settled.has(node)) continue;
    own.settled.set(node, length);
    if (other.settled.has(node)) return best;
    for (const link of (turn === 0 ? graph.leaving : graph.arriving).get(node) ?? []) {
      const next = turn === 0 ? graph.links[link]!.to : graph.links[link]!.from;
      if (closed.has(link) || passed.has(next) || own.settled.has(next)) continue;
      const total = length + graph.lengths[link]!;
      if (total >= (own.seen.get(next)?.length ?? Number.POSITIVE_INFINITY)) continue;
      const before = own.seen.get(node)!.path;
      const path = turn === 0 ? [...before, link] : [link, ...before];
      own.seen.set(next, { length: total, path });
      own.fringe.push({ length: total, order: order++, node: next });
      const [ahead, behind] = [sides[0].seen.get(next), sides[1].seen.get(next)];
      if (!ahead || !behind) continue;
      const joined = ahead.length + behind.length;
      if (!best || joined < best.length)
        best = { length: joined, path: [...ahead.path, ...behind.path] };
    }
  }
  return undefined;
}

/** Takes the entry of least length out, the earliest among equals. */
function nearest(fringe: Side["fringe"]): Side["fringe"][number] {
  let best = 0;
  fringe.forEach(({ length, order }, i) => {
    const least = fringe[best]!;
    if (length < least.length || (length === least.length && order < least.order)) best = i;
  });
  return fringe.splice(best, 1)[0]!;
}
