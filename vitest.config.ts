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
    // For what hangs: the longest test takes 20 s alone, and a busy machine may be ten times as slow.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    coverage: { include: ["src/**/*.ts"], exclude: ["src/**/*.generated.ts"] },
  },
});
