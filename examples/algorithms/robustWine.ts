// npm run example -- examples/algorithms/robustWine.ts
// The regression of robustDiabetes.ts on the quality of Portuguese wines: eleven laboratory values, marks by tasters, forty
// wines to fit with. The tables of Cortez et al. may not be copied into this project.
import assert from "node:assert/strict";
import { join } from "node:path";
import { csvRows } from "../data/csvRows.ts";
import { dataFolder, missingData } from "../data/dataFolder.ts";
import { robustPanels, robustTable, wins } from "./robustFigures.ts";
import { average, noisyError, robustRegression } from "./robustRegression.ts";
import { saveFigure } from "./saveFigure.ts";

const folder = dataFolder("wine");
if (folder === undefined) console.log(missingData("wine"));
else {
  const panels = ["red", "white"].flatMap((colour) => {
    const rows = csvRows(join(folder, `wine-quality-${colour}.csv`), ";");
    const models = robustRegression(rows, [3, 10]);
    console.log(`Wine, ${colour}, means over 5 splits of 40 + 100 + ${rows.length - 140} rows`);
    console.log(robustTable(models));
    const [robust, ridge] = [models["three levels, c = 10"]!, models.ridge!];
    assert.ok(wins(robust, ridge) >= 4);
    const under = (model: typeof ridge) => average(model, (one) => noisyError(one, 1));
    assert.ok(under(robust) < under(ridge));
    return robustPanels(`${colour} wine`, models);
  });
  saveFigure("robust-wine", panels);
}
