import { describe, expect, test } from "vitest";
import {
  aid,
  compile,
  type Expression,
  exp,
  grad,
  hessian,
  hvp,
  hypergradient,
  implicit,
  logSumExp,
  matmul,
  minimize,
  parameter,
  sigmoid,
  softmax,
  variable,
} from "../../src/index.ts";
import { Hierarchy } from "../../src/level/hierarchy.ts";

const numbers = (count: number, step: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(step * (i + 1)));

/** Mean cross-entropy of softmax regression with a ridge. */
function softmaxRegression(m: number, d: number, k: number, penalty: Expression) {
  const features = parameter("features", { data: numbers(m * d, 1.3), shape: [m, d] });
  const labels = new Float64Array(m * k);
  for (let i = 0; i < m; i++) labels[i * k + ((7 * i) % k)] = 1;
  const W = variable("W", { data: new Float64Array(d * k), shape: [d, k] });
  const scores = matmul(features, W);
  const one = parameter("labels", { data: labels, shape: [m, k] });
  const loss = logSumExp(scores, 1).sub(scores.mul(one).sum(1)).mean();
  return { W, features, labels: one, loss: loss.add(W.square().sum().mul(penalty)) };
}

/** The largest array that an instruction writes, in bytes. */
function largest(text: string): number {
  return Math.max(...[...text.matchAll(/(\d+) bytes {2}/g)].map(([, bytes]) => Number(bytes)));
}

describe("softmax regression", () => {
  const [m, d, k] = [300, 20, 5];
  const { W, loss, features, labels } = softmaxRegression(m, d, k, parameter("penalty", 0.1));
  const scores = matmul(features, W);
  const own = scores.mul(labels).sum(1);
  const weights = parameter("importance", numbers(m, 0.9));
  const shares = exp(scores).div(exp(scores).sum(1).reshape([m, 1]));
  const forms: [string, Expression, number][] = [
    ["with a ridge", loss, 1],
    ["alone", logSumExp(scores, 1).sub(own).sum(), 1],
    ["on weighted examples", logSumExp(scores, 1).sub(own).mul(sigmoid(weights)).mean(), 1],
    ["with a temperature", logSumExp(scores.mul(2), 1).sub(own).sum().add(loss), 1],
    ["as −Σ y log softmax", softmax(scores, 1).log().mul(labels).sum().neg(), 2],
    ["as −Σ y log of quotients", shares.log().mul(labels).sum().neg(), 2],
    ["by squared errors of shares", shares.sub(labels).square().sum(), 2],
  ];

  test.each(forms)("%s: the Hessian is made of weighted SYRKs", (_, objective, halves) => {
    const program = compile([W], [hessian(objective, W)]);
    const text = program.explain();
    expect(text.match(/ = syrk blocks\(/g)).toHaveLength(1);
    expect(text.match(/ = gemm\(/g)).toHaveLength(1); // X W
    // The Hessian with one block and one column of weights, or D.
    expect(largest(text)).toBeLessThanOrEqual(8 * Math.max((d * k) ** 2 + d * d + m, m * k * k));
    const blocks = halves === 1 ? (k * (k + 1)) / 2 : k * k;
    expect(program.counts.flops).toBeLessThan(blocks * d * (d + 1) * m + 60 * m * k * k);
    program.dispose();
  });

  test.each(forms)("%s: the Hessian is the slope of the gradient", (_, objective) => {
    const at = (step: number, entry: number) => {
      const point = numbers(d * k, 0.37).map((x, i) => x + (i === entry ? step : 0));
      return { data: point, shape: [d, k] };
    };
    const [curvature, gradient] = [
      compile([W], [hessian(objective, W)]),
      compile([W], [grad(objective, W)]),
    ];
    const [H] = curvature.run(at(0, 0)) as [Float64Array];
    const most = Math.max(...H.map(Math.abs));
    for (const column of [0, 7, 42, 99]) {
      const [up, down] = [1e-5, -1e-5].map(
        (step) => gradient.run(at(step, column))[0] as Float64Array,
      );
      up!.forEach((x, row) => {
        expect(Math.abs((x - down![row]!) / 2e-5 - H[row * d * k + column]!)).toBeLessThan(
          1e-7 * most,
        );
      });
    }
    curvature.dispose();
    gradient.dispose();
  });

  test("the Hessian is Σ x xᵀ ⊗ (diag(p) − p pᵀ)/m + 2ρI", () => {
    const point = numbers(d * k, 0.37);
    const program = compile([W], [hessian(loss, W)]);
    const [H] = program.run({ data: point, shape: [d, k] }) as [Float64Array];
    const x = numbers(m * d, 1.3);
    const wanted = new Float64Array((d * k) ** 2);
    for (let e = 0; e < m; e++) {
      const row = x.subarray(e * d, (e + 1) * d);
      const raw = Array.from({ length: k }, (_, a) =>
        Math.exp(row.reduce((z, v, i) => z + v * point[i * k + a]!, 0)),
      );
      const norm = raw.reduce((sum, v) => sum + v, 0);
      wanted.forEach((_, at) => {
        const [i, j] = [Math.floor(at / (d * k)), at % (d * k)];
        const [a, b] = [i % k, j % k];
        const p = raw[a]! / norm;
        const share = (a === b ? p : 0) - (p * raw[b]!) / norm;
        wanted[at]! += (row[Math.floor(i / k)]! * row[Math.floor(j / k)]! * share) / m;
      });
    }
    for (let i = 0; i < d * k; i++) wanted[i * d * k + i]! += 0.2;
    H.forEach((value, at) => {
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-14);
    });
    program.dispose();
  });

  test("on two groups of features: nothing is larger than the blocks of the Hessian", () => {
    const further = parameter("further", { data: numbers(m * d, 0.7), shape: [m, d] });
    const V = variable("V", { data: numbers(d * k, 0.2), shape: [d, k] });
    const both = scores.add(matmul(further, V));
    const objective = logSumExp(both, 1).sub(both.mul(labels).sum(1)).mean();
    const blocks = hessian(objective, [W, V]).flat();
    const program = compile([W, V], blocks);
    const text = program.explain();
    expect(text.match(/ = syrk blocks\(/g)).toHaveLength(2);
    expect(text.match(/ = gemm blocks\(/g)).toHaveLength(1); // the other one is its transpose
    expect(largest(text)).toBeLessThanOrEqual(8 * ((d * k) ** 2 + d * d + m * d));
    program.dispose();
  });

  test.each([
    ["log of softmax", softmax(scores, 1).log().mul(labels).sum(1).neg()],
    ["logSumExp", logSumExp(scores, 1).sub(own)],
  ])(
    "of a level below, by %s: no instruction of the total Hessian above writes more than 2 m k² numbers",
    (_, each) => {
      const rho = variable("rho", 0.3);
      const inner = each.mean().add(W.square().sum().mul(exp(rho)));
      const outer = logSumExp(scores, 1).sub(scores.mul(labels).sum(1)).mean();
      const hierarchy = new Hierarchy([minimize(rho, outer), minimize(W, inner)]);
      const { program } = hierarchy.program(0, "curvature");
      // Two elementwise results of m × k × k in one instruction.
      expect(largest(program.explain())).toBeLessThanOrEqual(2 * 8 * m * k * k);
      program.dispose();
    },
  );

  test("with weights of a level above: the hypergradient is the slope of the outer objective", () => {
    const logits = variable("logits", new Float64Array(m));
    const inner = logSumExp(scores, 1).sub(own).mul(sigmoid(logits)).mean().add(W.square().sum());
    const outer = logSumExp(scores, 1)
      .sub(scores.mul(labels.mul(0.5)).sum(1))
      .mean();
    const levels = [minimize(logits, outer), minimize(W, inner)];
    const at = (step: number) =>
      hypergradient(levels, {
        at: { logits: new Float64Array(m).map((_, i) => (i === 3 ? step : 0)) },
      });
    const slope = (at(1e-3).value - at(-1e-3).value) / 2e-3;
    expect((at(0).gradient(logits) as Float64Array)[3]).toBeCloseTo(slope, 9);
  });

  test("784 × 10 weights: a Hessian-vector product takes the memory of the data", () => {
    const [m, d, k] = [100, 784, 10];
    const { W, loss } = softmaxRegression(m, d, k, parameter("penalty", 0.1));
    const direction = variable("direction", { shape: [d, k] });
    const program = compile([W, direction], [grad(loss, W), hvp(loss, W, direction)]);
    // X, a few of W's and the scores' size; the Hessian would take 492 MB.
    expect(program.counts.bytes).toBeLessThan(8 * (2 * m * d + 8 * d * k + 20 * m * k));
    program.dispose();
  });

  test.each([
    ["aid", aid()],
    ["implicit({ factoredMost })", implicit({ factoredMost: 1000 })],
  ])("784 × 10 weights: %s finds the hypergradient without the Hessian", (_, method) => {
    const rho = variable("rho", 0.5);
    const { W, loss } = softmaxRegression(100, 784, 10, rho);
    const levels = [minimize(rho, W.square().sum()), minimize(W, loss)];
    const at = (value: number) => hypergradient(levels, { method, at: { rho: value } });
    const slope = (at(0.5001).value - at(0.4999).value) / 0.0002;
    expect(at(0.5).gradient(rho)).toBeCloseTo(slope, 6);
  });
});
