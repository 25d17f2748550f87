import {
  type Expression,
  type Level,
  logSumExp,
  minimize,
  parameter,
  sigmoid,
  variable,
} from "echelon";
import { dataset, minibatch, rows, type Stream, take } from "echelon/algorithm";

const CLASSES = 10;

/** Digits as rows of features, and what each of them is. */
export interface Digits {
  readonly features: Float64Array;
  readonly labels: readonly number[];
}

export interface LabelCleaning {
  readonly levels: readonly [Level, Level];
  readonly streams: readonly Stream[];
  /** Share of the test digits that weights W classify correctly. */
  accuracy(W: Float64Array): number;
  /** F1 of "weight below one half" as a detector of corrupted labels. */
  f1(logWeights: Float64Array): number;
  /** Mean cross-entropy over all validation digits. */
  validationLoss(W: Float64Array): number;
  readonly isCorrupted: readonly boolean[];
  readonly corrupted: number;
}

interface LabelCleaningOptions {
  /** Digits a minibatch; without streams a method sees the first ones, and all of them if there are not more. */
  readonly batch: number;
  /** Half of the labels are drawn anew with it, once. */
  readonly random: () => number;
}

/**
 * Data hyper-cleaning: half of the training labels are drawn anew at random, once. The outer level weighs
 * each training digit by σ(λ_i) so that the classifier trained on them does well on clean validation digits.
 */
export function labelCleaning(
  [clear, valid, test]: readonly [train: Digits, valid: Digits, test: Digits],
  { batch, random }: LabelCleaningOptions,
): LabelCleaning {
  const labels = clear.labels.map((label) =>
    random() >= 0.5 ? label : Math.floor(random() * CLASSES),
  );
  const isCorrupted = labels.map((label, i) => label !== clear.labels[i]);
  const train = { features: clear.features, labels };
  const count = labels.length;
  const width = train.features.length / count;
  const lambda = variable("lambda", new Float64Array(count));
  const W = variable("W", { data: new Float64Array(width * CLASSES), shape: [width, CLASSES] });
  const first = (length: number) => Float64Array.from({ length }, (_, i) => i);
  const own = parameter("trainRows", first(Math.min(batch, count)));
  const clean = parameter("validRows", first(Math.min(batch, valid.labels.length)));
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
    isCorrupted,
    corrupted: isCorrupted.filter(Boolean).length,
  };
}

/** Cross-entropy of each digit of a minibatch. */
function losses(W: Expression, { features, labels }: Digits, name: string, batch: Expression) {
  const shape = [labels.length, features.length / labels.length];
  const oneHot = Float64Array.from({ length: labels.length * CLASSES }, (_, at) =>
    labels[Math.floor(at / CLASSES)] === at % CLASSES ? 1 : 0,
  );
  const x = rows(dataset(name, { data: features, shape }), batch);
  const y = rows(dataset(name, { data: oneHot, shape: [labels.length, CLASSES] }), batch);
  const scores = x.matmul(W);
  return logSumExp(scores, 1).sub(scores.mul(y).sum(1));
}

function judge(W: Float64Array, { features, labels }: Digits): { accuracy: number; loss: number } {
  const width = features.length / labels.length;
  let [right, loss] = [0, 0];
  labels.forEach((label, i) => {
    const scores = new Float64Array(CLASSES);
    for (let j = 0; j < width; j++) {
      const x = features[i * width + j]!;
      if (x !== 0) for (let c = 0; c < CLASSES; c++) scores[c]! += x * W[j * CLASSES + c]!;
    }
    const top = Math.max(...scores);
    if (scores[label] === top) right++;
    const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
    loss += top + Math.log(sum) - scores[label]!;
  });
  return { accuracy: right / labels.length, loss: loss / labels.length };
}
