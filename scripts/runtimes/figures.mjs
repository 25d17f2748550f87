import { bundleSize } from "./bundlers.mjs";
import { nodes, startTime } from "./commands.mjs";
import { Missing } from "./peers.mjs";
import { requestCpu, requestTime } from "./workerd.mjs";

const imports = [
  ["everything", "*"],
  ["what solves a hierarchy", "variable, minimize, solveSync"],
  ["what differentiates and compiles", "variable, grad, compile"],
  ["what writes expressions", "variable"],
];

const games = [
  ["solved", "again"],
  ["built and solved", "game"],
];

const ms = ({ shortest, median, cpu }) =>
  `${shortest.toFixed(1)} ms (median ${median.toFixed(1)}${cpu === undefined ? "" : `; CPU time ${cpu.toFixed(1)}`})`;

/** Sizes and times: pairs of what was measured and the result; `words` choose by name. */
export async function figures({ folder }, words = []) {
  const wanted = [
    ...imports.map(([what, names]) => [`bundle of ${what}`, () => size(folder, names)]),
    ...nodes.map(([name, node]) => [
      `import to first gradient, ${name}`,
      () => time(() => startTime(node(), folder)),
    ]),
    ["a game of three firms, HTTP request to workerd", () => time(() => requestTime(folder))],
    ...games.map(([how, path]) => [
      `a game of three firms, ${how} in a request, CPU time of workerd`,
      () => time(() => requestCpu(folder, path)),
    ]),
  ].filter(([name]) => words.length === 0 || words.some((word) => name.includes(word)));
  const list = [];
  for (const [name, measure] of wanted) list.push([name, await measure()]);
  return list;
}

async function size(folder, names) {
  const { plain, gzipped } = await bundleSize(folder, names);
  return `${kilobytes(gzipped)} gzipped, ${kilobytes(plain)} plain`;
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

async function time(measure) {
  try {
    return ms(await measure());
  } catch (error) {
    if (error instanceof Missing) return `skipped: ${error.message}`;
    throw error;
  }
}
