import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  type Expression,
  type Level,
  logSumExp,
  minimize,
  parameter,
  sigmoid,
  variable,
} from "echelon";
import {
  type AlgorithmState,
  dataset,
  type Method,
  minibatch,
  randomAt,
  rows,
  type Stream,
  take,
} from "echelon/algorithm";

const PIXELS = 784;
const WIDTH = PIXELS + 1;
const CLASSES = 10;

/** Digits as rows of pixels in [0, 1] with a 1 for the bias, and their labels. */
interface Digits {
  readonly features: Float64Array;
  readonly labels: number[];
}

export interface MnistCleaning {
  readonly levels: readonly [Level, Level];
  readonly streams: readonly Stream[];
  /** Share of the 2500 test digits that weights W classify correctly. */
  accuracy(W: Float64Array): number;
  /** F1 of "weight below one half" as a detector of corrupted labels. */
  f1(logWeights: Float64Array): number;
  /** Mean cross-entropy over all 2500 validation digits. */
  validationLoss(W: Float64Array): number;
  readonly corrupted: number;
}

/** Where the data of the examples lie, or undefined: set ECHELON_DATA, or put them into ../shared/data. */
export function mnistFolder(): string | undefined {
  const folders = [process.env.ECHELON_DATA, "../shared/data"].filter((name) => name !== undefined);
  return folders.find((folder) => existsSync(join(folder, "mnist-t10k-images.gz")));
}

/**
 * Data hyper-cleaning: half of the labels of 5000 training digits are drawn anew at random, once. The outer
 * level weighs each training digit by σ(λ_i) so that the classifier trained on them does well on 2500 clean
 * ones; 5000 outer and 7850 inner variables. Without streams a method sees the first `batch` rows: all of
 * them if it is large enough.
 */
export function mnistCleaning(folder: string, batch = 500, seed = 1): MnistCleaning {
  const random = randomAt(seed, 0);
  const [train, valid, test] = split(folder, random, [5000, 2500, 2500]) as [
    Digits,
    Digits,
    Digits,
  ];
  const isCorrupted = train.labels.map((label, i) => {
    if (random() >= 0.5) return false;
    train.labels[i] = Math.floor(random() * CLASSES);
    return train.labels[i] !== label;
  });
  const count = train.labels.length;
  const lambda = variable("lambda", new Float64Array(count));
  const W = variable("W", { data: new Float64Array(WIDTH * CLASSES), shape: [WIDTH, CLASSES] });
  const all = (length: number) => Float64Array.from({ length }, (_, i) => i);
  const own = parameter("trainRows", all(Math.min(batch, count)));
  const clean = parameter("validRows", all(Math.min(batch, valid.labels.length)));
  const inner = sigmoid(take(lambda, own))
    .mul(losses(W, train, "train", own))
    .mean();
  const ridge = W.square().sum().mul(0.001);
  return {
    levels: [
      minimize(lambda, losses(W, valid, "valid", clean).mean(), { name: "clean" }),
      minimize(W, inner.add(ridge), { name: "train" }),
    ],
    streams: [minibatch(own, count), minibatch(clean, valid.labels.length)],
    accuracy: (weights) => judge(weights, test).accuracy,
    validationLoss: (weights) => judge(weights, valid).loss,
    f1: (logWeights) => {
      let [hits, wrong] = [0, 0];
      logWeights.forEach((weight, i) => {
        if (weight < 0 && isCorrupted[i]) hits++;
        else if (weight < 0 || isCorrupted[i]) wrong++;
      });
      return (2 * hits) / (2 * hits + wrong);
    },
    corrupted: isCorrupted.filter(Boolean).length,
  };
}

/**
 * The states of a run of `steps` steps; `average` is the mean of the classifiers over its last two thirds, which
 * takes the noise of the minibatches out of what is judged.
 */
export function trained<State extends AlgorithmState>(
  method: Method<State>,
  steps: number,
  watch: (state: State) => void = () => {},
): { state: State; average: Float64Array } {
  let state = method.init();
  const average = new Float64Array(state.y.length);
  const first = Math.floor(steps / 3);
  for (let i = 1; i <= steps; i++) {
    state = method.step(state);
    if (i > first) add(average, state.y, 1 / (steps - first));
    watch(state);
  }
  return { state, average };
}

function add(into: Float64Array, x: Float64Array, by: number): void {
  for (let i = 0; i < x.length; i++) into[i]! += by * x[i]!;
}

/** Cross-entropy of each digit of a minibatch. */
function losses(W: Expression, { features, labels }: Digits, name: string, batch: Expression) {
  const shape = [labels.length, WIDTH];
  const oneHot = Float64Array.from({ length: labels.length * CLASSES }, (_, at) =>
    labels[Math.floor(at / CLASSES)] === at % CLASSES ? 1 : 0,
  );
  const x = rows(dataset(name, { data: features, shape }), batch);
  const y = rows(dataset(name, { data: oneHot, shape: [labels.length, CLASSES] }), batch);
  const scores = x.matmul(W);
  return logSumExp(scores, 1).sub(scores.mul(y).sum(1));
}

function split(folder: string, random: () => number, sizes: readonly number[]): Digits[] {
  const read = (name: string) => gunzipSync(readFileSync(join(folder, `mnist-t10k-${name}.gz`)));
  const [pixels, labels] = [read("images").subarray(16), read("labels").subarray(8)];
  const order = Array.from(labels, (_, i) => i);
  for (let i = 0; i < order.length; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return sizes.map((size) => {
    const chosen = order.splice(0, size);
    const features = new Float64Array(size * WIDTH);
    chosen.forEach((row, i) => {
      for (let j = 0; j < PIXELS; j++) features[i * WIDTH + j] = pixels[row * PIXELS + j]! / 255;
      features[i * WIDTH + PIXELS] = 1;
    });
    return { features, labels: chosen.map((row) => labels[row]!) };
  });
}

function judge(W: Float64Array, { features, labels }: Digits): { accuracy: number; loss: number } {
  let [right, loss] = [0, 0];
  labels.forEach((label, i) => {
    const scores = new Float64Array(CLASSES);
    for (let j = 0; j < WIDTH; j++) {
      const x = features[i * WIDTH + j]!;
      if (x !== 0) for (let c = 0; c < CLASSES; c++) scores[c]! += x * W[j * CLASSES + c]!;
    }
    const top = Math.max(...scores);
    if (scores[label] === top) right++;
    const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
    loss += top + Math.log(sum) - scores[label]!;
  });
  return { accuracy: right / labels.length, loss: loss / labels.length };
}
