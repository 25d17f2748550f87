import { mkdtempSync, rmSync } from "node:fs";
import { build } from "esbuild";

type Tfjs = typeof import("@tensorflow/tfjs-core");

/**
 * TensorFlow.js with its CPU backend and all gradients. The modules with the gradients name each other without
 * extensions, so that no Node loads them: they are bundled first.
 */
export async function realTfjs(): Promise<Tfjs> {
  const folder = mkdtempSync("build/tfjs-");
  const outfile = `${folder}/tfjs.mjs`;
  await build({
    stdin: {
      contents: `export * from "@tensorflow/tfjs-core";
        import "@tensorflow/tfjs-core/dist/register_all_gradients";
        import "@tensorflow/tfjs-backend-cpu";`,
      resolveDir: ".",
    },
    bundle: true,
    format: "esm",
    mainFields: ["module", "main"],
    external: ["util", "crypto", "node-fetch"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
    outfile,
  });
  const tf = (await import(/* @vite-ignore */ `${process.cwd()}/${outfile}`)) as Tfjs;
  rmSync(folder, { recursive: true });
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
  return tf;
}
