// node scripts/run.mjs <file.ts> [words]: runs a TypeScript program of examples/ or bench/ against the built package.
// Node 20 does not read TypeScript; the program becomes one file in build/, from where "echelon" is this package.
import { basename, resolve } from "node:path";
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
  define: { "import.meta.dirname": JSON.stringify(resolve(entry, "..")) },
});
process.argv.splice(1, process.argv.length - 1, resolve(entry), ...words);
try {
  await import(`file://${outfile}`);
} finally {
  const { rmSync } = await import("node:fs");
  rmSync(outfile, { force: true });
}
