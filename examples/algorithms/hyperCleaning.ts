// npm run example -- examples/algorithms/hyperCleaning.ts
// Half of the training labels are wrong. Which ones? stocBiO weighs every digit so that the classifier trained on the
// weighted digits does well on 2500 clean ones: 5000 outer and 7850 inner variables, minibatches of 500.
import assert from "node:assert/strict";
import { stocBio } from "echelon/algorithm";
import { missingData } from "../data/dataFolder.ts";
import { mnistCleaning, mnistFolder, trained } from "./mnistCleaning.ts";
import { saveFigure } from "./saveFigure.ts";

// With fewer the classifier trained on everything has not yet learnt the wrong labels by heart: it loses by less.
const steps = Number(process.env.EXAMPLE_STEPS ?? 300);
const folder = mnistFolder();
if (folder === undefined) {
  console.log(missingData("mnist"));
} else {
  const problem = mnistCleaning(folder);
  const options = {
    streams: problem.streams,
    innerSteps: 5,
    innerStepSize: 0.3,
    terms: 3,
    seriesStepSize: 0.5,
  };
  // All weights stay at one half: training on everything. The curve is of the last classifier, the result of their mean.
  const still = stocBio({ ...options, stepSize: 1e-12 }).on(problem.levels);
  const before: [number, number][] = [];
  const everything = problem.accuracy(
    trained(still, steps, ({ iteration, y }) => {
      if (iteration % 10 === 0) before.push([iteration, 100 * problem.accuracy(y)]);
    }).average,
  );
  console.log(`trained on everything: test accuracy ${everything}`);

  const method = stocBio({ ...options, stepSize: 2000 }).on(problem.levels);
  const accuracies: [number, number][] = [];
  const detections: [number, number][] = [];
  const { state, average } = trained(method, steps, ({ iteration, x, y }) => {
    if (iteration % 10 !== 0) return;
    accuracies.push([iteration, 100 * problem.accuracy(y)]);
    detections.push([iteration, problem.f1(x)]);
    if (iteration % 50 === 0)
      console.log(`step ${iteration}: F1 of the wrong labels ${problem.f1(x).toFixed(3)}`);
  });
  const cleaned = problem.accuracy(average);
  console.log(`trained on the weighted digits: test accuracy ${cleaned}`);
  const x = { label: "outer steps" };
  saveFigure("hyper-cleaning", [
    {
      heading: "5000 MNIST digits, half of them labelled at random; 2500 test digits",
      x,
      y: { label: "test accuracy, %", domain: [75, 95] },
      series: [
        { name: "stocBiO", points: accuracies },
        { name: "trained on everything", points: before },
      ],
    },
    {
      heading: "weight below one half as a detector of wrong labels",
      x,
      y: { label: "F1", domain: [0.8, 1] },
      series: [{ name: "stocBiO", points: detections }],
    },
  ]);
  assert.ok(problem.f1(state.x) >= 0.9);
  assert.ok(cleaned >= everything + (steps < 300 ? 0.02 : 0.05));
}
