/**
 * How do the published methods compare on the problems that their papers compare them on?
 *
 *     npm run bench -- methods              all parts
 *     npm run bench -- methods cleaning     one of them
 *
 * Each part writes its tables into its marked section of docs/methods.md, and its figure beside it. What agrees
 * with the papers and what does not stands there, by hand.
 */
const parts: Record<string, () => Promise<unknown>> = {
  cleaning: async () => (await import("./methodsCleaning.ts")).cleaning(),
  digits: async () => (await import("./methodsCleaning.ts")).digits(),
  meta: async () => (await import("./methodsMeta.ts")).meta(),
  chain: async () => (await import("./methodsChain.ts")).chain(),
  traffic: async () => (await import("./methodsTraffic.ts")).traffic(),
};

/** The named parts, or all. */
export async function bench(names: string[]): Promise<Record<string, unknown>> {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`No part ${unknown.join(", ")}: choose from ${Object.keys(parts).join(", ")}.`);
    process.exit(1);
  }
  const results: Record<string, unknown> = {};
  for (const name of names.length > 0 ? names : Object.keys(parts))
    results[name] = await parts[name]!();
  return results;
}
