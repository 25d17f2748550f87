import { execFile } from "node:child_process";
import { promisify } from "node:util";

const promised = promisify(execFile);

/** Runs a program to its end and returns what it printed. */
export async function output(command, words, cwd) {
  const { stdout } = await promised(command, words, {
    cwd,
    timeout: 60_000,
    maxBuffer: 1 << 24,
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", NODE_OPTIONS: "" },
  });
  return stdout.trim();
}

/** The last line a program printed, as JSON. */
export async function result(command, words, cwd) {
  return JSON.parse((await output(command, words, cwd)).split("\n").at(-1));
}
