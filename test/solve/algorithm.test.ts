import { exp, minimize, solveSync, variable } from "echelon";
import { type Algorithm, aidBio, amigo, soba } from "echelon/algorithm";
import { expect, test } from "vitest";

const methods: [string, Algorithm][] = [
  ["AID-BiO", aidBio({ innerStepSize: 0.1, stepSize: 0.3 })],
  ["SOBA", soba({ innerStepSize: 0.1, stepSize: 0.1 })],
  ["AmIGO", amigo({ innerSteps: 3, adjointSteps: 3, innerStepSize: 0.1, stepSize: 0.2 })],
];

test.each(methods)(
  "%s does not call its start a solution because its adjoint starts at 0",
  (_, algorithm) => {
    const [l, w] = [variable("l", 1), variable("w", [0, 0])];
    // The outer objective does not read l, so the first estimate of SOBA's gradient is 0.
    const valid = w.sub([0.4, 0.9]).square().sum();
    const train = w.sub([1, 2]).square().sum().add(exp(l).mul(w.square().sum()));
    const levels = [minimize(l, valid), minimize(w, train)];
    const solution = solveSync(levels, { algorithm, maxIterations: 3000, tolerance: 1e-8 });
    expect(solution.status).toBe("converged");
    expect(solution.value(l)).toBeCloseTo(Math.log(14 / 11), 6);
  },
);
