// npm run example -- examples/algorithms/hyperCleaning.ts
// Half of the training labels are wrong. Which ones? stocBiO weighs every digit so that the classifier trained on the
// weighted digits does well on 2500 clean ones: 5000 outer and 7850 inner variables, minibatches of 500.
import assert from "node:assert/strict";
import { advance, type StocBioState, stocBio } from "echelon/algorithm";
import { mnistCleaning, mnistFolder } from "./mnistCleaning.ts";
import { saveFigure } from "./saveFigure.ts";

const folder = mnistFolder();
if (folder === undefined) {
  console.log(
    "mnist-t10k-images.gz and -labels.gz are in neither ECHELON_DATA nor ../shared/data;",
  );
  console.log("they can be had wherever MNIST is distributed (LeCun, Cortes, Burges).");
} else {
  const problem = mnistCleaning(folder);
  const options = {
    streams: problem.streams,
    innerSteps: 5,
    innerStepSize: 0.3,
    terms: 3,
    seriesStepSize: 0.5,
  };
  // All weights stay at one half: training on everything.
  const still = stocBio({ ...options, stepSize: 1e-12 }).on(problem.levels);
  const everything = problem.accuracy(advance(still, 300).y);
  console.log(`trained on everything: test accuracy ${everything}`);

  const method = stocBio({ ...options, stepSize: 2000 }).on(problem.levels);
  let state: StocBioState = method.init();
  const accuracies: [number, number][] = [];
  const detections: [number, number][] = [];
  for (let round = 1; round <= 6; round++) {
    state = advance(method, 50, state);
    const [accuracy, f1] = [problem.accuracy(state.y), problem.f1(state.x)];
    accuracies.push([state.iteration, accuracy]);
    detections.push([state.iteration, f1]);
    console.log(`step ${state.iteration}: test accuracy ${accuracy}, F1 ${f1.toFixed(3)}`);
  }
  const series = [
    { name: "test accuracy", points: accuracies },
    { name: "F1 of wrong labels", points: detections },
  ];
  saveFigure("hyper-cleaning", series, { x: "outer step", y: "share" });
  assert.ok(problem.f1(state.x) >= 0.9);
  assert.ok(problem.accuracy(state.y) >= everything + 0.05);
}
