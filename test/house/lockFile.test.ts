import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Record<string, Locked>;
};

// `npm install` beside an existing node_modules forgets the packages of other platforms, and `npm ci` then refuses
// the lock file on a fresh clone.
test("the lock file holds the optional packages of every platform", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        packages[`node_modules/${name}`] === undefined &&
        packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

test("the lock file leaves the choice of registry to the reader", () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test("package.json and the lock file ask for the same packages", () => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  expect((packages[""] as Record<string, unknown>).devDependencies).toEqual(devDependencies);
});
