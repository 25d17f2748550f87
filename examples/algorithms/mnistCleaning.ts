import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type AlgorithmState, type Method, randomAt } from "echelon/algorithm";
import { dataFolder } from "../data/dataFolder.ts";
import { type Digits, type LabelCleaning, labelCleaning } from "./labelCleaning.ts";

const PIXELS = 784;
const WIDTH = PIXELS + 1;

export type MnistCleaning = LabelCleaning;

/** Where the digits lie, or undefined: see {@link dataFolder}. */
export function mnistFolder(): string | undefined {
  return dataFolder("mnist");
}

/**
 * Data hyper-cleaning on MNIST: 5000 training digits, 2500 clean ones to judge by, 2500 to test; 5000 outer
 * and 7850 inner variables. Without streams a method sees the first `batch` rows: all of them if it is
 * large enough.
 */
export function mnistCleaning(folder: string, batch = 500, seed = 1): MnistCleaning {
  const random = randomAt(seed, 0);
  return labelCleaning(split(folder, random, [5000, 2500, 2500]), { batch, random });
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

/** Pixels in [0, 1] with a 1 for the bias. */
function split(
  folder: string,
  random: () => number,
  sizes: readonly [number, number, number],
): [Digits, Digits, Digits] {
  const read = (name: string) => gunzipSync(readFileSync(join(folder, `mnist-t10k-${name}.gz`)));
  const [pixels, labels] = [read("images").subarray(16), read("labels").subarray(8)];
  const order = Array.from(labels, (_, i) => i);
  for (let i = 0; i < order.length; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const part = (size: number) => {
    const chosen = order.splice(0, size);
    const features = new Float64Array(size * WIDTH);
    chosen.forEach((row, i) => {
      for (let j = 0; j < PIXELS; j++) features[i * WIDTH + j] = pixels[row * PIXELS + j]! / 255;
      features[i * WIDTH + PIXELS] = 1;
    });
    return { features, labels: chosen.map((row) => labels[row]!) };
  };
  return [part(sizes[0]), part(sizes[1]), part(sizes[2])];
}
