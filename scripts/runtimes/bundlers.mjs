import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { peer } from "./peers.mjs";
import { result } from "./run.mjs";

const load = (...path) => import(pathToFileURL(peer(...path)));

/** Each bundles import.mjs of `folder` into one ES module and returns its path. */
const bundlers = {
  esbuild: async (folder) => {
    const outfile = join(folder, "out/esbuild.mjs");
    const entryPoints = [join(folder, "import.mjs")];
    await esbuild.build({ entryPoints, outfile, bundle: true, format: "esm", minify: true });
    return outfile;
  },
  Vite: async (folder) => {
    const { build } = await load("vite", "dist/node/index.js");
    const lib = { entry: join(folder, "import.mjs"), formats: ["es"], fileName: "vite" };
    await build({
      root: folder,
      logLevel: "error",
      configFile: false,
      build: { lib, outDir: join(folder, "out/vite"), minify: "esbuild", target: "es2022" },
    });
    return join(folder, "out/vite/vite.mjs");
  },
  webpack: async (folder) => {
    const webpack = createRequire(peer("webpack", "package.json"))("webpack");
    const stats = await new Promise((resolve, reject) => {
      webpack(
        {
          mode: "production",
          context: folder,
          entry: "./import.mjs",
          output: { path: join(folder, "out"), filename: "webpack.mjs", module: true },
          experiments: { outputModule: true },
          performance: { hints: false },
        },
        (error, done) => (error ? reject(error) : resolve(done)),
      );
    });
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString("errors-warnings"));
    return join(folder, "out/webpack.mjs");
  },
  Rollup: async (folder) => {
    const { rollup } = await load("rollup", "dist/es/rollup.js");
    const { nodeResolve } = await load("@rollup/plugin-node-resolve", "dist/es/index.js");
    const warnings = [];
    const bundle = await rollup({
      input: join(folder, "import.mjs"),
      plugins: [nodeResolve()],
      onwarn: ({ message }) => warnings.push(message),
    });
    if (warnings.length > 0) throw new Error(warnings.join("\n"));
    await bundle.write({ file: join(folder, "out/rollup.mjs"), format: "es" });
    return join(folder, "out/rollup.mjs");
  },
};

/** Bundled, then run by this Node in a folder without node_modules. */
export function bundlerRows({ folder, empty }) {
  return Object.entries(bundlers).map(([what, bundle]) => ({
    what,
    how: "bundle, then Node",
    run: async () => {
      const bundled = await bundle(folder);
      const alone = join(empty, `${what}.mjs`);
      writeFileSync(alone, readFileSync(bundled));
      return await result(process.execPath, [alone], empty);
    },
  }));
}

/** What a page pays for these names, minified. */
export async function bundleSize(folder, names) {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `export ${names === "*" ? names : `{ ${names} }`} from "echelon";`,
      resolveDir: folder,
    },
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    write: false,
  });
  const text = outputFiles[0].contents;
  return { plain: text.length, gzipped: gzipSync(text, { level: 9 }).length };
}
