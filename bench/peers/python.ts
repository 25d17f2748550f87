import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A case for a library in Python: its sizes and its arrays, by name. */
export interface PythonCase {
  readonly name: string;
  readonly kind: "hessian" | "softmax" | "newton-cg" | "chain" | "quartic" | "stackelberg";
  /** Rows of data, or levels of the chain. */
  readonly m: number;
  /** Variables of a level, or levels of the Stackelberg game. */
  readonly d: number;
  readonly arrays: Readonly<Record<string, Float64Array>>;
}

/** What a peer measured: milliseconds and a checksum by case. */
export interface PeerResult {
  readonly version: string;
  readonly cases: Readonly<Record<string, { milliseconds: number; checksum: number }>>;
}

/** Debian's packages belong to /usr/bin/python3, which need not be the first python3. */
function pythons(): string[] {
  return process.env.ECHELON_PYTHON
    ? [process.env.ECHELON_PYTHON]
    : ["/usr/bin/python3", "python3"];
}

function run(script: string, folder: string): PeerResult {
  let reason: unknown;
  for (const python of pythons()) {
    try {
      const words = [join(import.meta.dirname, script), folder];
      return JSON.parse(execFileSync(python, words, { encoding: "utf8", stdio: "pipe" }));
    } catch (error) {
      reason ??= error;
    }
  }
  throw reason;
}

type Kind = PythonCase["kind"];

/** What each library can follow; its script is named after it. One thread each. */
const followed = {
  casadi: ["chain", "quartic"],
  jax: ["hessian", "softmax", "quartic"],
  // No chains: nested derivatives would take it minutes.
  torch: ["hessian", "softmax", "newton-cg", "quartic", "stackelberg"],
} satisfies Record<string, readonly Kind[]>;

/** What the libraries measured, by name and version; says who cannot take part, and why. */
export function pythonPeers(
  libraries: readonly (keyof typeof followed)[],
  cases: readonly PythonCase[],
): Record<string, PeerResult> {
  const peers: Record<string, PeerResult> = {};
  for (const library of libraries) {
    const kinds: readonly Kind[] = followed[library];
    const asked = cases.filter(({ kind }) => kinds.includes(kind));
    const found = measured(library, asked);
    if (typeof found === "string") console.log(found);
    else peers[`${library} ${found.version}`] = found;
  }
  return peers;
}

/** Runs a script of this folder on the same data in a process of its own; says why when it cannot. */
function measured(library: string, cases: readonly PythonCase[]): PeerResult | string {
  const folder = mkdtempSync(join(tmpdir(), "echelon-bench-"));
  try {
    for (const { name, arrays } of cases)
      for (const [key, data] of Object.entries(arrays))
        writeFileSync(join(folder, `${name}.${key}.f64`), new Uint8Array(data.buffer));
    const sizes = cases.map(({ name, kind, m, d }) => ({ name, kind, m, d }));
    writeFileSync(join(folder, "cases.json"), JSON.stringify(sizes));
    return run(`${library}Cases.py`, folder);
  } catch (error) {
    const text = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1);
    return `${library} is left out: ${text ?? (error as Error).message}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
