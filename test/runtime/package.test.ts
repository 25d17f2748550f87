import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

// What the build publishes, as this Node sees it. Every runtime and bundler, from the tarball: npm run test:runtimes.

type Target = string | { readonly [condition: string]: Target };
const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
  exports: Record<string, Target>;
};
const files = (target: Target): string[] =>
  typeof target === "string" ? [target] : Object.values(target).flatMap(files);
const subpaths = Object.keys(exports);

test.each(subpaths)("%s: every file of the exports map exists", (subpath) => {
  for (const path of files(exports[subpath]!)) expect(existsSync(path), path).toBe(true);
});

test.each(subpaths.filter((name) => name !== "./slim" && !/\.(wasm|json)$/.test(name)))(
  "%s: workerd comes first, then what both import and require can load",
  (subpath) => {
    const conditions = Object.keys(exports[subpath]!);
    expect(conditions).toEqual(["workerd", "module-sync", "import", "require", "default"]);
  },
);

const scripts = readdirSync("dist", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".js"))
  .map((path) => `dist/${path}`);

const forbidden = [
  ["the file system", /["']node:|require\("(?:fs|path)"\)/],
  ["process or Buffer", /\b(?:process|Buffer)\./],
  ["eval", /\beval\(|new Function\b/],
  ["import.meta", /import\.meta/],
] as const;

test.each(forbidden)("no script of the package touches %s", (_, pattern) => {
  expect(scripts.filter((path) => pattern.test(readFileSync(path, "utf8")))).toEqual([]);
});

const program = (from: string) => `
  const x = e.variable("x", 3);
  console.log(e.compile([x], [e.grad(x.square(), x)]).run(5)[0], "${from}");`;
const slim = `e.initSync(require("node:fs").readFileSync(require.resolve("echelon/strict.wasm")));`;

test.each([
  ["import", ["--input-type=module", "-e", `import * as e from "echelon"; ${program("import")}`]],
  ["require", ["-e", `const e = require("echelon"); ${program("require")}`]],
  ["slim", ["-e", `const e = require("echelon/slim"); ${slim} ${program("slim")}`]],
])("%s of the built package computes a gradient", (how, words) => {
  expect(execFileSync(process.execPath, words, { encoding: "utf8" })).toBe(`10 ${how}\n`);
});

test.each(["import", "require"])(
  "an error that nobody catches takes a screen and not the package's text (%s)",
  (how) => {
    const load = how === "import" ? 'await import("echelon")' : 'require("echelon")';
    const type = how === "import" ? "--input-type=module" : "--input-type=commonjs";
    const text = `const { matmul } = ${load}; matmul([[1, 2]], [1, 2, 3]);`;
    const { stderr } = spawnSync(process.execPath, [type, "-e", text], { encoding: "utf8" });
    expect(stderr).toMatch(/^EchelonError: matmul: /m);
    expect(stderr.length).toBeLessThan(2000);
  },
);

/** The length of a bundle of these names. */
async function bundled(names: string, from = "index"): Promise<string> {
  const contents = `export ${names} from "./dist/${from}.js";`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  return outputFiles[0]!.text;
}

test("a bundle that only writes expressions has no WebAssembly in it", async () => {
  expect((await bundled("{ variable, exp, sum }")).includes("WebAssembly.Module")).toBe(false);
});

test("a bundle that solves has no baseline and no solver that it does not name", async () => {
  const text = await bundled("{ variable, minimize, solveSync }");
  const names = ["WebAssembly.Module", '"zerothOrder"', '"momentum"', '"adam"'];
  expect(names.map((name) => text.includes(name))).toEqual([true, false, false, false]);
});

test("the size stays where it is: 76 kB gzipped to solve a hierarchy, 17 kB to write expressions", async () => {
  const size = async (names: string, from?: string) =>
    gzipSync(await bundled(names, from), { level: 9 }).length;
  expect(await size("{ variable, minimize, solveSync }")).toBeLessThan(76_000);
  expect(await size("{ variable, exp, sum }")).toBeLessThan(17_000);
  expect(await size("*", "linalg")).toBeLessThan(27_000);
});

/** The files that a module imports, and those that they import. */
function loaded(path: string, seen: Set<string> = new Set()): Set<string> {
  seen.add(path);
  for (const [, next] of readFileSync(path, "utf8").matchAll(/from\s*["'`](\.[^"'`]+\.js)["'`]/g))
    if (!seen.has(join(dirname(path), next!))) loaded(join(dirname(path), next!), seen);
  return seen;
}

test("importing the package loads two files: each one more takes half a millisecond", () => {
  expect([...loaded("dist/index.js")]).toEqual(["dist/index.js", "dist/shared.js"]);
  expect([...loaded("dist/workerd/index.js")]).toHaveLength(2);
});

test.each(scripts)("%s is ASCII: engines keep one byte for a character", (path) => {
  expect(readFileSync(path, "utf8")).toMatch(/^[\n -~]*$/);
});

test("workers, which may compile nothing, do not carry what would compile", () => {
  const compiles = (path: string) => readFileSync(path, "utf8").includes("WebAssembly.Module(");
  expect(compiles("dist/shared.js")).toBe(true);
  expect(compiles("dist/workerd/shared.js")).toBe(false);
});
