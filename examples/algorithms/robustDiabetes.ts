// npm run example -- examples/algorithms/robustDiabetes.ts
// Forty patients to fit ten weights with, and measurements that may be wrong when the model is used. Three levels: the
// penalty is chosen on validation rows, an adversary moves the features at a price c, the fit minimises. The exact total
// gradient goes through 400 variables of the adversary. Against it: ridge and smoothed ℓ1 without adversary, and ridge
// that was told the noise in advance, which nothing can beat by much.
import assert from "node:assert/strict";
import { join } from "node:path";
import { csvRows } from "../data/csvRows.ts";
import { robustPanels, robustTable, wins } from "./robustFigures.ts";
import { average, noisyError, robustRegression, worstError } from "./robustRegression.ts";
import { saveFigure } from "./saveFigure.ts";

const models = robustRegression(
  csvRows(join(import.meta.dirname, "../data/diabetes.csv")),
  [1, 3, 10, 30],
);
console.log("Diabetes, means over 5 splits of 40 + 100 + 302 rows");
console.log(robustTable(models));
saveFigure("robust-diabetes", robustPanels("diabetes", models));

const [robust, ridge] = [models["three levels, c = 10"]!, models.ridge!];
assert.equal(wins(robust, ridge), 5, "on every split");
assert.ok(
  average(robust, (one) => noisyError(one, 1)) < average(ridge, (one) => noisyError(one, 1)) - 0.2,
);
assert.ok(
  average(robust, (one) => worstError(one, 0.5)) <
    average(ridge, (one) => worstError(one, 0.5)) - 0.1,
);
