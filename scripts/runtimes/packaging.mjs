import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../prepare.mjs";
import { output } from "./run.mjs";

/** What publint and are-the-types-wrong say about the tarball. */
export function packagingRows({ tarball }) {
  const bin = (name) => join(root, "node_modules/.bin", name);
  // Resolution of TypeScript before 4.7 knows no subpaths; the wasm files have no types of their own.
  const flags = ["--profile", "node16", "--exclude-entrypoints", "strict.wasm", "relaxed.wasm"];
  return [
    {
      what: "publint",
      how: "tarball",
      run: async () => {
        const { publint } = await import("publint");
        const { messages } = await publint({ pack: { tarball: bufferOf(tarball) }, strict: true });
        if (messages.length > 0) throw new Error(JSON.stringify(messages));
        return "no messages";
      },
    },
    {
      what: "attw",
      how: "tarball, node16 and bundler",
      run: async () => {
        await output(bin("attw"), [...flags, "--", tarball], root);
        return "no problems";
      },
    },
    {
      what: "npm pack",
      how: "no source, no map",
      run: async () => {
        const list = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
        const foreign = list.filter(
          (path) =>
            !/^package\/(dist\/|package\.json|README|LICENSE|CHANGELOG)/.test(path) ||
            path.endsWith(".map"),
        );
        if (foreign.length > 0) throw new Error(foreign.join(" "));
        return `${list.length} files`;
      },
    },
  ];
}

function bufferOf(path) {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
