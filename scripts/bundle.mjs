// src/ -> dist/, what the package publishes:
//   dist/*.js           ES modules; what two entries share is in shared.js, so that they share one WebAssembly instance
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
import { basename, dirname, resolve } from "node:path";
import { transform } from "esbuild";
import { rolldown } from "rolldown";
import { declarations } from "./declarations.mjs";
import { compileEagerly } from "./eager.mjs";
import { firstGradient } from "./firstGradient.mjs";
import { quoted } from "./quoted.mjs";

/** The rooms that are a subpath of their own. */
const rooms = ["algorithm", "linalg"];

/** Name in dist/ -> source; an adapter to another library is a subpath of its own. */
export function entries() {
  const files = existsSync("src/adapter") ? readdirSync("src/adapter") : [];
  const adapters = files.filter((name) => name.endsWith(".ts"));
  return Object.fromEntries([
    ["index", "src/index.ts"],
    ...rooms.map((room) => [room, `src/${room}/index.ts`]).filter(([, path]) => existsSync(path)),
    ...adapters.map((file) => [basename(file, ".ts"), `src/adapter/${file}`]),
  ]);
}

const target = "es2022";

/** Puts name.workerd.ts, or name.slim.ts, in the place of name.ts, and leaves the import of a module to the runtime. */
const variant = (name) => ({
  name: "variant of a runtime",
  resolveId(source, importer) {
    if (source.endsWith(".wasm")) return { id: "../strict.wasm", external: "relative" };
    if (importer === undefined || !source.endsWith(".ts")) return undefined;
    const path = resolve(dirname(importer), source.replace(/\.ts$/, `.${name}.ts`));
    return existsSync(path) ? path : undefined;
  },
});

/** The start of a constant at the top of a module, or of a row of a table there, whose value is a call. */
const call = /^((?:export )?const \w+(?:: .+?)? =\s+| {2}\w+: )(?=(?:new )?[\w.]+(?:<[^>]*>)?\()/gm;

/** Says in the output what `sideEffects` says of the modules: a constant that nobody reads can go. */
const pure = {
  name: "pure constants",
  transform: (code, id) =>
    id.endsWith("/methods.ts") ? null : code.replace(call, "$1/* @__PURE__ */ "),
};

/**
 * Everything but the subpaths of their own is one file, because a file costs more than half a millisecond at the start;
 * index.js gives it its names and its methods.
 */
const shared = {
  groups: [
    { name: "shared", test: /\/src\/(?!adapter|algorithm|linalg|index|expression\/methods)/ },
    { name: "dense", minShareCount: 2, test: /\/src\/linalg\// },
  ],
};

async function modules(input, dir, { plugins = [], codeSplitting = shared } = {}) {
  const options = { input, platform: "neutral", transform: { target } };
  const graph = await rolldown({ ...options, plugins: [pure, ...plugins] });
  const chunkFileNames = "[name].js";
  const { output } = await graph.generate({ minify: true, chunkFileNames, codeSplitting });
  await graph.close();
  mkdirSync(dir, { recursive: true });
  for (const { fileName, code } of output)
    writeFileSync(`${dir}/${fileName}`, withThrowApart(quoted(ascii(code))));
}

/** Where an error is not caught, Node prints the line that threw: the one function that throws gets one to itself. */
function withThrowApart(code) {
  return code.replace(/function [\w$]+\([\w$,]+\)\{throw new [^{}]+\}/, "\n$&\n");
}

/** Engines keep one byte for a character of a file without others; these stand in strings and patterns alone. */
function ascii(code) {
  const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return code.replaceAll(/[^\n -~]/g, escaped);
}

/** What the first gradient calls is compiled with its file: docs/decisions/006-compiled-with-its-file.md. */
function compileFirstGradient(out) {
  const bytes = 'import { readFileSync } from "node:fs";\nimport { initSync } from "./slim.js";\n';
  const init = `${bytes}initSync(readFileSync("strict.wasm"));\n`;
  compileEagerly(out, "shared.js", firstGradient("./index.js"));
  compileEagerly(out, "slim.js", init + firstGradient("./slim.js"));
}

/** Module by module, so that entries share what they share as ES modules. */
async function commonJs(out) {
  mkdirSync(`${out}/cjs`);
  for (const name of readdirSync(out).filter((file) => file.endsWith(".js"))) {
    const text = readFileSync(`${out}/${name}`, "utf8");
    const { code } = await transform(text, { format: "cjs", target, minify: true });
    writeFileSync(`${out}/cjs/${name}`, withThrowApart(code));
  }
  writeFileSync(`${out}/cjs/package.json`, '{ "type": "commonjs" }\n');
}

export async function bundle() {
  const out = `build/dist.${process.pid}`;
  mkdirSync(out, { recursive: true });
  const entryPoints = entries();
  await modules(entryPoints, out);
  await modules(entryPoints, `${out}/workerd`, { plugins: [variant("workerd")] });
  await modules({ slim: "src/slim.ts" }, out, { plugins: [variant("slim")], codeSplitting: false });
  for (const name of ["strict", "relaxed"])
    if (existsSync(`build/${name}.wasm`)) copyFileSync(`build/${name}.wasm`, `${out}/${name}.wasm`);
  compileFirstGradient(out);
  await commonJs(out);
  declarations(
    [...Object.values(entryPoints), "src/slim.ts"],
    [`${out}/types`, `${out}/cjs/types`],
  );
  // Moved into place: a program that runs meanwhile reads the old files or the new ones.
  rmSync("dist", { recursive: true, force: true });
  renameSync(out, "dist");
}
