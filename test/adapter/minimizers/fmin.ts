import { readFileSync } from "node:fs";

interface NelderMead {
  x: number[];
  fx: number;
}

interface Fmin {
  conjugateGradient(
    f: (x: number[], gradient: number[]) => number,
    initial: number[],
    options?: object,
  ): { x: number[]; fx: number; fxprime: number[] };
  nelderMead(f: (x: number[]) => number, x0: number[], parameters?: object): NelderMead;
}

/**
 * fmin 0.0.4. Its package calls a script a module, so that no import finds its functions; and its nelderMead writes to
 * a variable that it does not declare, which throws where it shrinks: it is declared here.
 */
export const fmin = load();

function load(): Fmin {
  const exports = {};
  const text = readFileSync("node_modules/fmin/build/fmin.js", "utf8");
  new Function("exports", "module", `let i;\n${text}`)(exports, {});
  return exports as Fmin;
}
