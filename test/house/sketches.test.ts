import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, test } from "vitest";
import { sourceFiles } from "./sourceFiles.ts";

// Blocks marked js leave out what the reader brings. They run here with that put in front, and what comes of it behind.

const folder = mkdtempSync("build/sketches-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sketches = ["README.md", ...sourceFiles("docs", ".md")].flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/```js\n(.*?)```/gs)].map(
    ([, code = ""]) => [page, code] as const,
  ),
);

/** What stands around the sketch of each page. */
const around: Record<string, readonly [before: string, after: string]> = {
  "README.md": [
    `import { aid, argmin, compile, conjugateGradient, exp, external, finiteDifference, hessian, hypergradient, implicit,
      itd, jacobian, maximize, minimize, parameter, solve, variable, zerothOrder } from "echelon";
    const rows = Array.from({ length: 12 }, (_, i) => Array.from({ length: 10 }, (_, j) => Math.sin(i * j + i + 1)));
    const y = rows.map((_, i) => Math.cos(1.7 * i));
    const [steps, stepSize] = [10, 0.05];
    const lambda = variable("lambda", -1);
    const noise = variable("noise", rows.map((row) => row.map(() => 0)));
    const { signal } = new AbortController();
    const seen = [];
    const onIteration = (record) => { seen.push(record); };
    const valid = variable("w", new Float64Array(10)).sub(rows[3]).square().mean();
    const simulate = (w) => w.reduce((sum, entry) => sum + entry * entry, 0) / 2;
    const slopes = (w) => [w];
    const products = (_, [v]) => [v];`,
    `expect(solution.status).toBe("converged");
    expect(seen).toHaveLength(solution.history.length);
    expect(solution.levels.map(({ name }) => name)).toContain("train");
    for (const method of [aid({ linearSolver: conjugateGradient() }), itd({ steps, stepSize }), finiteDifference(), zerothOrder()])
      expect(hypergradient([minimize(lambda, valid), minimize(w, loss)], { method }).gradient(lambda)).toBeTypeOf("number");
    expect(weights).toHaveLength(10);
    const moved = compile([lambda], [best]).run(-2 + 1e-5)[0];
    moved.forEach((entry, i) => expect((entry - weights[i]) / 1e-5).toBeCloseTo(slope[i], 4));
    expect(curvature).toBeTypeOf("number");
    expect((await solve([minimize(lambda, w.sum().sub(lambda).square()), minimize(w, cost.sub(lambda.mul(w.sum())))])).status).toBe("converged");`,
  ],
  "docs/errors.md": [
    `import { EchelonError, minimize, solve, variable } from "echelon";
    const [x, y] = [variable("x", 1), variable("y", 0)];
    const levels = [minimize(x, x.square().add(y)), minimize(y, x.mul(y).sub(y.square()), { name: "fit" })];
    let retried;
    const retryFrom = (...facts) => { retried = facts; };`,
    `expect(retried).toEqual(["fit", "y"]);`,
  ],
  "docs/runtimes.md": [
    `const fit = (w) => tf.mean(tf.square(tf.sub(w, 1)));
    const validation = (w) => tf.mean(tf.square(tf.sub(w, 0.7)));`,
    `const direct = tf.grad((l) => tf.square(tf.sub(tf.div(1, tf.add(1, tf.mul(20, tf.exp(l)))), 0.7)));
    for (const at of [-4, -3]) {
      const [got, want] = [slope, direct].map((f) => f(tf.scalar(at)).dataSync()[0]);
      expect(Math.abs(got - want)).toBeLessThan(1e-3 * Math.abs(want));
    }`,
  ],
};

test.each(sketches)("the sketch of %s runs", async (page, code) => {
  const [before, after] = around[page] ?? [
    "",
    "expect.fail('say in this test what stands around it');",
  ];
  const own = page === "docs/runtimes.md" ? withRealTfjs(code) : code;
  const file = `${folder}/${page.replaceAll(/\W+/g, "-")}.js`;
  const text = [`import { expect } from "vitest";`, before, own, after].join("\n");
  writeFileSync(file, text);
  await import(/* @vite-ignore */ `../../${file}`);
});

/** The package that users install is not here; its parts are. */
const withRealTfjs = (code: string): string =>
  code
    .replace(
      'import * as tf from "@tensorflow/tfjs";',
      'import { realTfjs } from "../../test/adapter/realTfjs.ts"; const tf = await realTfjs();',
    )
    .replace("const train =", `const valid = w.sub(0.7).square().mean();\nconst train =`);
