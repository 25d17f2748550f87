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
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, resolve } from "node:path";
import { build, transform } from "esbuild";
import { declarations } from "./declarations.mjs";

/** The rooms that are a subpath of their own. */
const rooms = ["algorithm", "linalg"];

/** Name in dist/ -> source; an adapter to another library is a subpath of its own. */
export function entries() {
  const adapters = existsSync("src/adapter") ? readdirSync("src/adapter") : [];
  return Object.fromEntries([
    ["index", "src/index.ts"],
    ...rooms.map((room) => [room, `src/${room}/index.ts`]).filter(([, path]) => existsSync(path)),
    ...adapters.map((file) => [basename(file, ".ts"), `src/adapter/${file}`]),
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

/** Module by module, so that entries share what they share as ES modules. */
async function commonJs(out) {
  mkdirSync(`${out}/cjs`);
  for (const name of readdirSync(out).filter((file) => file.endsWith(".js"))) {
    const text = readFileSync(`${out}/${name}`, "utf8");
    const { code } = await transform(text, { format: "cjs", target: shared.target, minify: true });
    writeFileSync(`${out}/cjs/${name}`, code);
  }
  writeFileSync(`${out}/cjs/package.json`, '{ "type": "commonjs" }\n');
}

export async function bundle() {
  const out = `build/dist.${process.pid}`;
  mkdirSync(out, { recursive: true });
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
  await commonJs(out);
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
