import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Peer } from "./peer.ts";

const driver = "build/openblas";

/** Compiles bench/peers/openblas.c; false without a compiler or the library. */
export function buildOpenblas(): boolean {
  mkdirSync("build", { recursive: true });
  const flags = ["-O2", "bench/peers/openblas.c", "-o", driver, "-lopenblas"];
  try {
    execFileSync("cc", flags, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** OpenBLAS on one thread with the kernels of one processor: Nehalem is 128 bits wide, Haswell 256 with FMA. */
export function openblas(coreType: "Nehalem" | "Haswell"): Peer {
  const env = { ...process.env, OPENBLAS_CORETYPE: coreType, OPENBLAS_NUM_THREADS: "1" };
  const child = spawn(`./${driver}`, { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name: `OpenBLAS ${coreType}`,
    async time(kernel, n, seconds) {
      child.stdin.write(`${kernel} ${n} ${seconds}\n`);
      const { value } = await lines.next();
      return Number(value);
    },
    end: () => child.stdin.end(),
  };
}
