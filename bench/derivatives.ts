/**
 * What does the derivative compiler cost next to the kernels it ends in, and next to torch?
 *
 * Dense Hessian of the logistic loss at three sizes, and the total gradient of a bilevel problem with
 * one penalty per weight. Ours against torch.func.hessian and Newton-CG on the same data, one thread,
 * process CPU time; checksums are compared. `npm run bench -- derivatives` prints the table; the last
 * one is in docs/performance.md.
 */
import { compile, hessian, hypergradient, type Program, variable } from "echelon";
import { logisticData, logisticLoss, penaltyLevels } from "./logistic.ts";
import { measure } from "./measure.ts";
import { type TorchCase, torch } from "./peers/torch.ts";

interface Row {
  readonly what: string;
  readonly milliseconds: number;
  readonly torch: number | undefined;
  readonly ratio: number | undefined;
  readonly promise: string;
}

interface Case extends TorchCase {
  readonly what: string;
  readonly promise: string;
  readonly run: () => void;
  readonly checksum: () => number;
}

const sum = (data: Float64Array): number => data.reduce((total, entry) => total + entry, 0);

function hessianCase(m: number, d: number, promise: string): Case {
  const { X, y, w: start } = logisticData(m, d, m + d);
  const w = variable("w", start);
  const objective = logisticLoss(w, { X, y }, "data").add(w.square().sum().mul(0.005));
  const program: Program = compile([w], [hessian(objective, w)]);
  const run = () => {
    program.set(0, start);
    program.execute();
  };
  const checksum = () => sum(program.run(start)[0] as Float64Array);
  const name = `hessian-${m}x${d}`;
  const what = `dense Hessian, logistic, ${m} × ${d}`;
  return { name, kind: "hessian", m, d, arrays: { X, y, w: start }, what, promise, run, checksum };
}

function hypergradientCase(m: number, d: number): Case {
  const [train, valid] = [logisticData(m, d, 7), logisticData(m, d, 8)];
  const { lambda, levels } = penaltyLevels(train, valid, d);
  const run = () => hypergradient(levels);
  const checksum = () => sum(hypergradient(levels).gradient(lambda) as Float64Array);
  const arrays = { X: train.X, y: train.y, V: valid.X, v: valid.y };
  const what = `hypergradient, logistic, ${m} × ${d}, ${d} penalties, |g| < 1e−10`;
  const name = `hypergradient-${m}x${d}`;
  return { name, kind: "newton-cg", m, d, arrays, what, promise: "≥ 4 × torch", run, checksum };
}

/** Prints and returns the table. */
export async function bench(): Promise<readonly Row[]> {
  const cases = [
    hessianCase(400, 10, "≥ 10 × torch"),
    hessianCase(400, 100, "≥ 10 × torch"),
    hessianCase(2000, 300, "≥ 10 × torch"),
    hypergradientCase(400, 100),
  ];
  const peer = torch(cases);
  if (typeof peer === "string") console.log(peer);
  const rows: Row[] = [];
  for (const { name, what, promise, run, checksum } of cases) {
    const [timing] = await measure([{ name: "echelon", run }], { rounds: 9 });
    const milliseconds = timing!.microseconds / 1e3;
    const theirs = typeof peer === "string" ? undefined : peer.cases[name];
    if (theirs) compare(what, checksum(), theirs.checksum);
    const ratio = theirs && theirs.milliseconds / milliseconds;
    rows.push({ what, milliseconds, torch: theirs?.milliseconds, ratio, promise });
    const beside = theirs
      ? `torch ${theirs.milliseconds.toFixed(2)} ms, ratio ${ratio!.toFixed(1)}`
      : "";
    console.log(`${what}: ${milliseconds.toFixed(3)} ms  ${beside} (promised ${promise})`);
  }
  return rows;
}

function compare(what: string, ours: number, theirs: number): void {
  const error = Math.abs(ours - theirs) / Math.max(1e-12, Math.abs(theirs));
  if (error > 1e-6) console.log(`CHECKSUMS DIFFER, ${what}: ${ours} and ${theirs}`);
}
