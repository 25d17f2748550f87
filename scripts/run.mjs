// node scripts/run.mjs <file.ts> [words]: runs a TypeScript program of examples/ or bench/ against the built package.
// Node 20 does not read TypeScript; the program becomes one file in build/, from where "echelon" is this package.
import { readFileSync, rmSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { build } from "esbuild";
import { root } from "./prepare.mjs";

const [entry, ...words] = process.argv.slice(2);
const outfile = resolve(root, "build/run", basename(entry).replace(/\.ts$/, `.${process.pid}.mjs`));
await build({
  entryPoints: [resolve(entry)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
  plugins: [{ name: "own folder", setup: keepFolders }],
});
/** `import.meta.dirname` stays the folder of the source, not of the one file they all become. */
function keepFolders({ onLoad }) {
  onLoad({ filter: /\.ts$/, namespace: "file" }, ({ path }) => {
    const folder = JSON.stringify(dirname(path));
    const text = readFileSync(path, "utf8").replaceAll("import.meta.dirname", folder);
    return { contents: text, loader: "ts" };
  });
}

process.argv.splice(1, process.argv.length - 1, resolve(entry), ...words);
try {
  await import(`file://${outfile}`);
} finally {
  rmSync(outfile, { force: true });
}
