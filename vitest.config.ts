import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { publicFaces } from "./test/house/publicFaces.ts";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // Examples name the package as its users do; the tests run them against the sources.
    alias: Object.entries(publicFaces()).map(([name, source]) => ({
      find: new RegExp(`^${name}$`),
      replacement: file(source),
    })),
  },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    pool: "threads",
    silent: "passed-only",
    // Each thread has an engine and memory of its own: more of them than this gain nothing, and may take too much.
    maxWorkers: Math.max(1, Math.min(8, availableParallelism() - 1)),
    // For what hangs: the longest test takes 30 s alone, and a busy machine may be thirty times as slow.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    coverage: { include: ["src/**/*.ts"], exclude: ["src/**/*.generated.ts"] },
  },
});
