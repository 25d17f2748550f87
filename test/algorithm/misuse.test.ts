import { type EchelonError, minimize, variable } from "echelon";
import * as published from "echelon/algorithm";
import { expect, test } from "vitest";

// What would otherwise end in NaN, in a TypeError, or in numbers that look right.

const x = variable("x", [0, 0]);
const y = variable("y", [0, 0]);
const levels = [
  minimize(x, y.sub(1).square().sum().add(x.square().sum())),
  minimize(y, y.sub(x).square().sum()),
];
const z = variable("z", [0, 0, 0]);
const wider = [
  minimize(z, y.sub(1).square().sum().add(z.square().sum())),
  minimize(y, y.sub(z.sum()).square().sum()),
];
const steps = { innerStepSize: 0.1, stepSize: 0.1 };
const bounds = { innerSmoothness: 1, innerConvexity: 2 };
const mixing = published.ringMixing(2);

const wrong: Record<string, [code: string, words: RegExp, call: () => unknown]> = {
  "morbit over different outer variables": [
    "ERR_LEVELS",
    /outer level of problem 2 decides 3 numbers, that of problem 1 2/,
    () => published.morbit([levels, wider], { ...steps, weightStepSize: 0.1 }),
  ],
  "morbit of nothing": [
    "ERR_OPTION",
    /number of problems/,
    () => published.morbit([], { ...steps, weightStepSize: 0.1 }),
  ],
  "decentralised over different outer variables": [
    "ERR_LEVELS",
    /problem 2 decides 3/,
    () => published.decentralised([levels, wider], { ...steps, mixing }),
  ],
  "accBio with its bounds the wrong way round": [
    "ERR_OPTION",
    /innerConvexity must be at most innerSmoothness, 1, and it is 2/,
    () => published.accBio({ ...bounds, smoothness: 1, convexity: 1 }),
  ],
  "proximalBio with them": [
    "ERR_OPTION",
    /innerConvexity/,
    () => published.proximalBio({ ...bounds, prox: published.l1(1), stepSize: 0.1 }),
  ],
  "adaptiveInexact with them": [
    "ERR_OPTION",
    /innerConvexity/,
    () => published.adaptiveInexact({ ...bounds, outerSmoothness: 1, stepSize: 0.1 }),
  ],
  "a negative weight": ["ERR_OPTION", /l1: weight must be/, () => published.l1(-1)],
  "a shrinking multiplier": [
    "ERR_OPTION",
    /f2sa: growth must be/,
    () => published.f2sa({ ...steps, growth: -1 }),
  ],
  "no perturbed run": ["ERR_OPTION", /samples/, () => published.pzobo({ ...steps, samples: 0 })],
  "a product averaged over no batch": [
    "ERR_OPTION",
    /seriesBatches/,
    () => published.stocBio({ ...steps, seriesStepSize: 0.1, seriesBatches: [1, 0] }),
  ],
  "a finite sum of nothing": [
    "ERR_OPTION",
    /inner blocks/,
    () => published.saba({ ...steps, inner: { parameters: [], list: [] } }),
  ],
  "no task": ["ERR_OPTION", /number of tasks/, () => published.taskList([], [])],
  "no task a step": ["ERR_OPTION", /perStep/, () => published.taskList([], [[]], 0)],
  "a state of another problem": [
    "ERR_OPTION",
    /AID-BiO: x must be the 2 numbers of this problem/,
    () => {
      const algorithm = published.aidBio(steps);
      return algorithm.on(levels).step(algorithm.on(wider).init());
    },
  ],
  "a route over a link that is not there": [
    "ERR_OPTION",
    /each link of a route must be a whole number from 0 to 0, and it is 3/,
    () => published.fairRates({ routes: [[3]], capacities: [1] }, Float64Array.of(1)),
  ],
  "a link without capacity": [
    "ERR_OPTION",
    /each capacity/,
    () => published.fairRates({ routes: [[0]], capacities: [0] }, Float64Array.of(1)),
  ],
  "losses of other modalities": [
    "ERR_OPTION",
    /returns 3 numbers, and not 2/,
    () => published.redCore({ modalities: 3, losses: () => [1, 2] }).init(),
  ],
  "trips between nodes that no road joins": [
    "ERR_OPTION",
    /userEquilibrium: a demand must be between two nodes that links lead from one to the other, and it is \[1, 0\]/,
    () =>
      published.userEquilibrium(
        [{ from: 0, to: 1, capacity: 1, freeTime: 1, b: 0.15, power: 4 }],
        [{ from: 1, to: 0, trips: 3 }],
      ),
  ],
  "a design for such trips": [
    "ERR_OPTION",
    /capacityDesign: a demand/,
    () =>
      published.capacityDesign(
        [{ from: 0, to: 1, capacity: 1, freeCost: 1, congestion: 1, price: 1 }],
        [{ from: 1, to: 0, trips: 3 }],
      ),
  ],
  "a gate that controls itself": [
    "ERR_OPTION",
    /another qubit than the control/,
    () => published.circuitState(2, [{ gate: "cnot", control: 1, target: 1 }]),
  ],
};

test.each(Object.entries(wrong))("%s is refused, by name", (_, [code, words, call]) => {
  expect(call).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(words) }) as EchelonError,
  );
});
