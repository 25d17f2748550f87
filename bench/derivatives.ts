/**
 * What does the derivative compiler cost next to the kernels it ends in, and next to other libraries?
 *
 * Dense Hessian of the logistic loss at three sizes, the total gradient of a bilevel problem with one
 * penalty per weight, and a small gradient. torch (torch.func.hessian, Newton-CG) and jax on the same data
 * in processes of their own; tfjs and jax-js, which compute in float32, in turns in this one, from the folder
 * named by ECHELON_PEERS. One thread, process CPU time; checksums are compared. Who is not installed is
 * left out. Writes the section Derivatives of docs/performance.md, where the answer is.
 */
import { compile, grad, hessian, hypergradient, type Program, variable } from "echelon";
import { besides, type Compared, kept } from "./beside.ts";
import { logisticData, logisticLoss, penaltyLevels } from "./logistic.ts";
import { measure } from "./measure.ts";
import type { GradientPeer } from "./peers/gradientPeer.ts";
import { jax } from "./peers/jax.ts";
import { jaxJs } from "./peers/jaxJs.ts";
import type { PeerResult, PythonCase } from "./peers/python.ts";
import { tfjs } from "./peers/tfjs.ts";
import { torch } from "./peers/torch.ts";
import { compare, digits, measuredOn, table, verdict, writeSection } from "./section.ts";

interface Row extends Compared {
  readonly what: string;
}

interface Case extends PythonCase {
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

async function row(asked: Case, peers: Readonly<Record<string, PeerResult>>): Promise<Row> {
  const { name, what, promise, run, checksum } = asked;
  const [timing] = await measure([{ name: "echelon", run }], { rounds: 9 });
  const times: Record<string, number> = {};
  for (const [library, { cases }] of Object.entries(peers)) {
    const theirs = cases[name];
    if (!theirs) continue;
    compare(`${what}, ${library}`, checksum(), theirs.checksum);
    times[library] = theirs.milliseconds;
  }
  return { what, milliseconds: timing!.microseconds / 1e3, peers: times, promise };
}

/** A gradient too small for kernels to matter, against what else there is in JavaScript. */
async function smallGradient(m: number, d: number): Promise<Row> {
  const data = logisticData(m, d, 1);
  const w = variable("w", data.w);
  const program = compile([w], [grad(logisticLoss(w, data, "data"), w)]);
  const gradient = new Float64Array(d);
  const run = () => {
    program.set(0, data.w);
    program.execute();
    program.get(0, gradient);
  };
  const all = [await tfjs({ m, d, ...data }), await jaxJs({ m, d, ...data })];
  const peers = all.filter((peer): peer is GradientPeer => peer !== undefined);
  if (peers.length === 0)
    console.log("tfjs and jax-js are left out: ECHELON_PEERS names no folder.");
  run();
  const what = `gradient, logistic, ${m} × ${d}`;
  for (const peer of peers)
    compare(`${what}, ${peer.name}`, sum(Float64Array.from(peer.run())), sum(gradient), 1e-4);
  const [ours, ...theirs] = await measure([{ name: "echelon", run }, ...peers], { rounds: 9 });
  return {
    what,
    milliseconds: ours!.microseconds / 1e3,
    peers: Object.fromEntries(theirs.map(({ name, microseconds }) => [name, microseconds / 1e3])),
    promise: "≥ 50 × tfjs, ≥ 50 × jax-js",
  };
}

/** Prints and returns the table, and writes it into docs/performance.md. */
export async function bench(): Promise<readonly Row[]> {
  const cases = [
    hessianCase(400, 10, "≥ 10 × torch, ≥ 3 × jax"),
    hessianCase(400, 100, "≥ 10 × torch, ≥ 2 × jax"),
    hessianCase(2000, 300, "≥ 10 × torch, ≥ 1.15 × jax"),
    hypergradientCase(400, 100),
  ];
  const peers: Record<string, PeerResult> = {};
  for (const [name, found] of Object.entries({ torch: torch(cases), jax: jax(cases) })) {
    if (typeof found === "string") console.log(found);
    else peers[`${name} ${found.version}`] = found;
  }
  const rows: Row[] = [];
  const add = (found: Row) => {
    rows.push(found);
    const { what, milliseconds, promise } = found;
    const beside = besides(found).join(", ");
    console.log(`${what}: ${digits(milliseconds)} ms  ${beside} (promised ${promise})`);
  };
  for (const asked of cases) add(await row(asked, peers));
  add(await smallGradient(50, 10));
  writeSection("derivatives", section(rows));
  return rows;
}

function section(rows: readonly Row[]): string {
  const judged = rows.map((found) => ({ what: found.what, kept: kept(found) }));
  const lines = rows.map((found) => [
    found.what,
    digits(found.milliseconds),
    besides(found).join("; "),
    found.promise,
  ]);
  return `## Derivatives

CPU time on one thread, programs compiled, the same data, checksums compared; the peers of each row with their time and
how many times ours that is. Who is not in a row was not installed where it was measured. The Hessian of the logistic
loss is one weighted SYRK and a diagonal. ${verdict(judged)} The promises were made against a torch that took 9.3, 9.5 and
220 ms for the three Hessians and a jax that took 0.034, 1.15 and 23.8 ms. ${measuredOn()};
\`npm run bench -- derivatives\`.

${table(["", "ms", "peers", "promise"], lines)}`;
}
