/**
 * What does the derivative compiler cost next to the kernels it ends in, and next to other libraries?
 *
 * Dense Hessian of the logistic loss at three sizes and of softmax regression at two, the total gradient of a bilevel problem with one
 * penalty per weight, and a small gradient. torch (torch.func.hessian, Newton-CG) and jax on the same data
 * in processes of their own; tfjs and jax-js, which compute in float32, in turns in this one, from the folder
 * named by ECHELON_PEERS. One thread, process CPU time; checksums are compared. Who is not installed is
 * left out; so are the rows of the relaxed build on an engine that does not know it (Node 20), which is
 * timed in turns with the strict one. Writes the section Derivatives of docs/performance.md, where the answer is.
 */
import { readFileSync } from "node:fs";
import * as echelon from "echelon";
import {
  compile,
  grad,
  hessian,
  hypergradient,
  logSumExp,
  matmul,
  parameter,
  variable,
} from "echelon";
import { besides, type Compared, kept } from "./beside.ts";
import {
  filled,
  type Library,
  logisticData,
  logisticLoss,
  penaltyLevels,
  uniform,
} from "./logistic.ts";
import { measure } from "./measure.ts";
import type { GradientPeer } from "./peers/gradientPeer.ts";
import { jaxJs } from "./peers/jaxJs.ts";
import { type PeerResult, type PythonCase, pythonPeers } from "./peers/python.ts";
import { tfjs } from "./peers/tfjs.ts";
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

function hessianCase(m: number, d: number, promise: string, library: Library = echelon): Case {
  const { X, y, w: start } = logisticData(m, d, m + d);
  const w = library.variable("w", start);
  const objective = logisticLoss(w, { X, y }, "data", library).add(w.square().sum().mul(0.005));
  const program = library.compile([w], [library.hessian(objective, w)]);
  const run = () => {
    program.set(0, start);
    program.execute();
  };
  const checksum = () => sum(program.run(start)[0] as Float64Array);
  const name = `hessian-${m}x${d}`;
  const what = `dense Hessian, logistic, ${m} × ${d}`;
  return { name, kind: "hessian", m, d, arrays: { X, y, w: start }, what, promise, run, checksum };
}

/** Softmax regression with W of d × k: k(k+1)/2 weighted SYRKs. The entries add up to almost 0: squares do not. */
function softmaxCase(m: number, d: number, k: number): Case {
  const next = uniform(m);
  const X = filled(m * d, () => 2 * next() - 1);
  const Y = new Float64Array(m * k);
  for (let i = 0; i < m; i++) Y[i * k + Math.floor(k * next())] = 1;
  const start = filled(d * k, () => 0.2 * next() - 0.1);
  const W = variable("W", { data: start, shape: [d, k] });
  const scores = matmul(parameter("X", { data: X, shape: [m, d] }), W);
  const own = scores.mul(parameter("Y", { data: Y, shape: [m, k] })).sum(1);
  const loss = logSumExp(scores, 1).sub(own).mean();
  const program = compile([W], [hessian(loss.add(W.square().sum().mul(0.005)), W)]);
  const run = () => {
    program.set(0, start);
    program.execute();
  };
  const checksum = () =>
    (program.run(start)[0] as Float64Array).reduce((total, entry) => total + entry ** 2, 0);
  const what = `dense Hessian, softmax, ${m} × ${d}, ${k} classes`;
  const name = `softmax-${m}x${d}x${k}`;
  const arrays = { X, Y, W: start };
  return { name, kind: "softmax", m, d, arrays, what, promise: "", run, checksum };
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

type Peers = Readonly<Record<string, PeerResult>>;

async function row(asked: Case, peers: Peers): Promise<Row> {
  const { what, promise, run } = asked;
  const [timing] = await measure([{ name: "echelon", run }], { rounds: 9 });
  const milliseconds = timing!.microseconds / 1e3;
  return { what, milliseconds, peers: timesOf(asked, peers), promise };
}

/** What the peers needed for a case; checksums are compared. */
function timesOf({ name, what, checksum }: Case, peers: Peers): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [library, { cases }] of Object.entries(peers)) {
    const theirs = cases[name];
    if (!theirs) continue;
    compare(`${what}, ${library}`, checksum(), theirs.checksum);
    times[library] = theirs.milliseconds;
  }
  return times;
}

/** The Hessians again with fused multiply-add, in turns with the strict build. */
async function relaxedRows(peers: Peers): Promise<Row[]> {
  const bytes = readFileSync("dist/relaxed.wasm");
  if (!WebAssembly.validate(bytes)) {
    console.log("The relaxed build is left out: this engine does not know it.");
    return [];
  }
  const relaxed = await import("echelon/slim");
  relaxed.initSync(bytes);
  const rows: Row[] = [];
  for (const [m, d, promise] of [
    [400, 100, ""],
    [2000, 300, "≥ 1.8 × jax"],
  ] as const) {
    const [strict, own] = [echelon, relaxed].map((library) => hessianCase(m, d, promise, library));
    const [ours, other] = await measure([own!, strict!], { rounds: 9 });
    const milliseconds = ours!.microseconds / 1e3;
    const times = { ...timesOf(own!, peers), "strict build": milliseconds * other!.ratio };
    rows.push({ what: `${own!.what}, relaxed build`, milliseconds, peers: times, promise });
  }
  return rows;
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
    softmaxCase(300, 20, 5),
    softmaxCase(1000, 64, 10),
    hypergradientCase(400, 100),
  ];
  const peers = pythonPeers(["torch", "jax"], cases);
  const rows: Row[] = [];
  const add = (found: Row) => {
    rows.push(found);
    const { what, milliseconds, promise } = found;
    const beside = besides(found).join(", ");
    const promised = promise && ` (promised ${promise})`;
    console.log(`${what}: ${digits(milliseconds)} ms  ${beside}${promised}`);
  };
  for (const asked of cases) add(await row(asked, peers));
  for (const found of await relaxedRows(peers)) add(found);
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
loss is one weighted SYRK and a diagonal, that of softmax regression one SYRK for each pair of classes: nine tenths of
the time and more are the kernel's, at 78 % of the flops that fused multiply-add reaches here, so that the relaxed build
gains no more.
${verdict(judged)} The promises were made against a torch that took 9.3, 9.5 and 220 ms for the three Hessians
and a jax that took 0.034, 1.15 and 23.8 ms. ${measuredOn()}; \`npm run bench -- derivatives\`.

${table(["", "ms", "peers", "promise"], lines)}`;
}
