import { digits } from "./section.ts";

/** A measured row of a table, with what others needed for the same. */
export interface Compared {
  readonly milliseconds: number;
  /** Milliseconds by peer: name and version. */
  readonly peers: Readonly<Record<string, number>>;
  /** A time, "20 µs", or ratios, "≥ 10 × torch, ≥ 3 × jax"; empty for none. */
  readonly promise: string;
}

/** Each peer with its time and how many times ours that is. */
export function besides({ milliseconds, peers }: Compared): string[] {
  return Object.entries(peers).map(
    ([name, time]) => `${name}: ${digits(time)} ms, × ${digits(time / milliseconds)}`,
  );
}

/** Whether the time is within what is promised, and every peer that took part left behind as far as promised. */
export function kept({ milliseconds, peers, promise }: Compared): boolean {
  const [, most] = /([\d.]+) µs/.exec(promise) ?? [];
  if (most && milliseconds * 1e3 > Number(most)) return false;
  return [...promise.matchAll(/≥ ([\d.]+) × ([\w-]+)/g)].every(([, factor, name]) => {
    const found = Object.entries(peers).find(([peer]) => peer.startsWith(name!));
    return !found || found[1] / milliseconds >= Number(factor);
  });
}
