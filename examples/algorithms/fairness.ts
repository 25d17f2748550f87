// npm run example -- examples/algorithms/fairness.ts
// Three objectives share one decision, each with an inner level of its own. Averaging them favours two of the three;
// MORBiT finds the decision whose worst objective is best, and the weights that prove it.
import assert from "node:assert/strict";
import { type Level, minimize, variable } from "echelon";
import { type MorbitState, morbit } from "echelon/algorithm";
import { saveFigure } from "./saveFigure.ts";

const x = variable("x", 0);
const objective = (slope: number, shift: number, goal: number, price: number): Level[] => {
  const y = variable("y", 0);
  const miss = y.sub(goal).square().add(x.square().mul(price)).mul(0.5);
  return [minimize(x, miss), minimize(y, y.sub(x.mul(slope)).sub(shift).square().mul(0.5))];
};
const objectives = [
  objective(1, 0, 1, 0.1),
  objective(-0.5, 1, 2, 0.2),
  objective(2, -1, -3, 0.05),
];

const run = (weightStepSize: number) => {
  const method = morbit(objectives, { innerStepSize: 0.5, stepSize: 0.02, weightStepSize });
  const states: MorbitState[] = [method.init()];
  for (let i = 0; i < 6000; i++) states.push(method.step(states.at(-1)!));
  return states.slice(1);
};
const worst = ({ values }: MorbitState) => Math.max(...values);
const [robust, average] = [run(0.02), run(1e-12)];
const [fair, mean] = [robust.at(-1)!, average.at(-1)!];
console.log(`average: x ${mean.x[0]!.toFixed(4)}, worst objective ${worst(mean).toFixed(4)}`);
console.log(`robust:  x ${fair.x[0]!.toFixed(4)}, worst objective ${worst(fair).toFixed(4)}`);
console.log("weights", Array.from(fair.weights, (weight) => weight.toFixed(4)).join(" "));

const line = (name: string, states: MorbitState[]) => ({
  name,
  points: states.slice(0, 400).map((state): [number, number] => [state.iteration, worst(state)]),
});
saveFigure("fairness", [
  {
    heading: "The worst of three objectives while two methods decide for all of them",
    x: { label: "iteration" },
    y: { label: "worst objective" },
    series: [line("robust: MORBiT", robust), line("the average of the objectives", average)],
  },
]);
assert.ok(Math.abs(fair.x[0]! - -0.33264194593829705) < 1e-6);
assert.ok(worst(mean) > worst(fair) + 0.1);
