import { expect, test } from "vitest";
import { code, sourceFiles } from "./sourceFiles.ts";

/**
 * What differs from run to run, or from machine to machine. A test bounds what was done, which is the same everywhere,
 * and not how long it took or what else the process held meanwhile.
 */
const chance = {
  "reads a clock": /performance\.now|Date\.now|new Date\(\)|hrtime|cpuUsage|console\.time/,
  "draws numbers without a seed": /Math\.random|getRandomValues|randomBytes|randomUUID|randomInt/,
  "measures the memory of the process": /memoryUsage|getHeapStatistics|resourceUsage/,
  "waits for a time": /setTimeout\([^)]*\) *=> *[^,]*, [1-9]|setTimeout\(resolve, [1-9]/,
  "names a file that another thread of this process may name too": /process\.pid/,
  "starts a program that is found by its name, and may be slow, or ask a network":
    /(?:spawn|execFile|execSync)\w*\(\s*["'`]/,
  "has a time of its own to fail after": /timeout: \d\d|\}, \d\d?0_?000\);/,
} as const;

/** Where that is certain nevertheless, and why. */
const certain: Readonly<Record<string, readonly string[]>> = {
  "test/setup.ts": ["draws numbers without a seed"], // gives it one
  "test/reference/workClock.ts": ["reads a clock"], // is one, and goes on with work
  "test/solve/responsive.test.ts": ["reads a clock", "waits for a time"], // workClock; and the order of timers
  "test/solve/run.test.ts": ["reads a clock"], // workClock
  "test/adapter/levenbergMarquardt.test.ts": ["reads a clock"], // takes longer than it allows the fit
  "test/program/program.test.ts": ["waits for a time"], // lets finalizers run, with no bound on the time
  "test/program/sharedData.test.ts": ["waits for a time"], // the same
  "test/house/chance.test.ts": Object.keys(chance), // names them
};

const files = sourceFiles("test");

test.each(Object.entries(chance))("no test %s", (kind, pattern) => {
  const found = files.filter((file) => pattern.test(code(file)));
  expect(found.filter((file) => !certain[file]?.includes(kind))).toEqual([]);
});

const drawn = [1, 2].map(() => [Math.random(), Math.random()]);

test.each([1, 2])("libraries that draw from Math.random draw the same in every test (%i)", () => {
  const again = [Math.random(), Math.random()];
  if (process.env.SEED !== "random") expect(again).toEqual(drawn[0]);
  expect(drawn[1]).not.toEqual(drawn[0]);
});
