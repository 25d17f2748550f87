// src/ -> dist/, what the package publishes:
//   dist/*.js           ES modules; what two entries share is a chunk, so that they share one WebAssembly instance
//   dist/workerd/*.js   the same for runtimes that may not compile bytes: strict.wasm is an import
//   dist/slim.js        without a module: `init` brings one
//   dist/cjs/*.js       for `require` where Node cannot require ES modules (before 20.19 and 22.12)
//   dist/*.wasm, dist/types
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, resolve } from "node:path";
import { build } from "esbuild";
import { declarations } from "./declarations.mjs";

/** Subpath -> source. An adapter is a subpath of its own. */
export function entries() {
  const adapters = existsSync("src/adapter") ? readdirSync("src/adapter") : [];
  return Object.fromEntries([
    ["index", "src/index.ts"],
    ["linalg", "src/linalg/index.ts"],
    ...adapters
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [basename(file, ".ts"), `src/adapter/${file}`]),
  ]);
}

const shared = { bundle: true, target: "es2022", platform: "neutral", minify: true };
const modules = { ...shared, format: "esm", splitting: true, chunkNames: "chunk-[hash]" };

/** Swaps the one file that differs between runtimes, and leaves the import of a module to the runtime. */
const builtIn = (variant) => ({
  name: "built-in module",
  setup({ onResolve }) {
    onResolve({ filter: /\/builtIn\.ts$/ }, () => ({
      path: resolve(`src/core/builtIn.${variant}.ts`),
    }));
    onResolve({ filter: /\.wasm$/ }, () => ({ path: "../strict.wasm", external: true }));
  },
});

/** An adapter that uses expressions must share them with `require("echelon")`. */
const oneIndex = {
  name: "one index",
  setup({ onResolve }) {
    onResolve({ filter: /\/index\.ts$/ }, ({ importer, path }) =>
      importer.includes("/src/adapter/") && path === "../index.ts"
        ? { path: "./index.js", external: true }
        : undefined,
    );
  },
};

export async function bundle() {
  const out = `build/dist.${process.pid}`;
  mkdirSync(`${out}/cjs`, { recursive: true });
  const entryPoints = entries();
  await build({ ...modules, entryPoints, outdir: out });
  await build({
    ...modules,
    entryPoints,
    outdir: `${out}/workerd`,
    plugins: [builtIn("workerd")],
  });
  await build({
    ...shared,
    format: "esm",
    entryPoints: { slim: "src/slim.ts" },
    outdir: out,
    plugins: [builtIn("slim")],
  });
  for (const [name, source] of Object.entries(entryPoints))
    await build({
      ...shared,
      format: "cjs",
      entryPoints: { [name]: source },
      outdir: `${out}/cjs`,
      plugins: [oneIndex],
    });
  await build({
    ...shared,
    format: "cjs",
    entryPoints: { slim: "src/slim.ts" },
    outdir: `${out}/cjs`,
    plugins: [builtIn("slim")],
  });
  writeFileSync(`${out}/cjs/package.json`, '{ "type": "commonjs" }\n');
  for (const name of ["strict", "relaxed"])
    if (existsSync(`build/${name}.wasm`)) copyFileSync(`build/${name}.wasm`, `${out}/${name}.wasm`);
  declarations(
    [...Object.values(entryPoints), "src/slim.ts"],
    [`${out}/types`, `${out}/cjs/types`],
  );
  // Moved into place: a program that runs meanwhile reads the old files or the new ones.
  rmSync("dist", { recursive: true, force: true });
  renameSync(out, "dist");
}
