import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A case for torch: its sizes and its arrays, by name. */
export interface TorchCase {
  readonly name: string;
  readonly kind: "hessian" | "newton-cg";
  readonly m: number;
  readonly d: number;
  readonly arrays: Readonly<Record<string, Float64Array>>;
}

export interface TorchResult {
  readonly version: string;
  readonly cases: Readonly<Record<string, { milliseconds: number; checksum: number }>>;
}

/** Debian's packages belong to /usr/bin/python3, which need not be the first python3. */
function pythons(): string[] {
  return process.env.ECHELON_PYTHON
    ? [process.env.ECHELON_PYTHON]
    : ["/usr/bin/python3", "python3"];
}

function run(folder: string): TorchResult {
  const script = join(import.meta.dirname, "torchCases.py");
  let reason: unknown;
  for (const python of pythons()) {
    try {
      const output = execFileSync(python, [script, folder], { encoding: "utf8", stdio: "pipe" });
      return JSON.parse(output) as TorchResult;
    } catch (error) {
      reason ??= error;
    }
  }
  throw reason;
}

/** Runs torch on the same data in a process of its own; says why when it cannot. */
export function torch(cases: readonly TorchCase[]): TorchResult | string {
  const folder = mkdtempSync(join(tmpdir(), "echelon-bench-"));
  try {
    for (const { name, arrays } of cases)
      for (const [key, data] of Object.entries(arrays))
        writeFileSync(join(folder, `${name}.${key}.f64`), new Uint8Array(data.buffer));
    const sizes = cases.map(({ name, kind, m, d }) => ({ name, kind, m, d }));
    writeFileSync(join(folder, "cases.json"), JSON.stringify(sizes));
    return run(folder);
  } catch (error) {
    const text = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1);
    return `torch is not there: ${text ?? (error as Error).message}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
