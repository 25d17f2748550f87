import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../prepare.mjs";
import { output, result } from "./run.mjs";

/** The libraries that test/runtime/dropin.mjs compares with. */
const libraries = ["ml-matrix", "mathjs", "numeric", "ndarray"];

/** A link behaves as a copy: Node looks for what a library needs beside its real place. */
function linkLibrary(folder, name) {
  const link = join(folder, "node_modules", name);
  if (!existsSync(link)) symlinkSync(join(root, "node_modules", name), link, "junction");
}

/** What publint and are-the-types-wrong say about the tarball. */
export function packagingRows({ folder, tarball }) {
  const bin = (name) => join(root, "node_modules/.bin", name);
  // Resolution of TypeScript before 4.7 knows no subpaths; the wasm files have no types of their own.
  const flags = ["--profile", "node16", "--exclude-entrypoints", "strict.wasm", "relaxed.wasm"];
  const dropIns = libraries.map((what) => ({
    what,
    how: "before and after",
    run: async () => {
      for (const name of libraries) linkLibrary(folder, name);
      copyFileSync(join(root, "test/runtime/dropin.mjs"), join(folder, "dropin.mjs"));
      return await result(process.execPath, ["dropin.mjs", what], folder);
    },
  }));
  return [
    ...dropIns,
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
            !/^package\/(dist\/|docs\/|examples\/|package\.json|README|LICENSE|CHANGELOG|CONTRIBUTING)/.test(
              path,
            ) || path.endsWith(".map"),
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
