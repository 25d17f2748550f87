import { bundleSize } from "./bundlers.mjs";
import { nodes, startTime } from "./commands.mjs";
import { Missing } from "./peers.mjs";
import { requestTime } from "./workerd.mjs";

const imports = [
  ["everything", "*"],
  ["what solves a hierarchy", "variable, minimize, solveSync"],
  ["what differentiates and compiles", "variable, grad, compile"],
  ["what writes expressions", "variable"],
];

const ms = ({ shortest, median }) => `${shortest.toFixed(1)} ms (median ${median.toFixed(1)})`;

/** Sizes and times: pairs of what was measured and the result. */
export async function figures({ folder }) {
  const list = [];
  for (const [what, names] of imports) {
    const { plain, gzipped } = await bundleSize(folder, names);
    list.push([`bundle of ${what}`, `${kilobytes(gzipped)} gzipped, ${kilobytes(plain)} plain`]);
  }
  for (const [name, node] of nodes)
    list.push([`import to first gradient, ${name}`, await time(() => startTime(node(), folder))]);
  list.push([
    "a game of three firms, HTTP request to workerd",
    await time(() => requestTime(folder)),
  ]);
  return list;
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
