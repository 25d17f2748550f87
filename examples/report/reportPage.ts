import { gameFigures } from "./gameFigures.ts";
import { gameCaptions, gameTable, settled } from "./gameWords.ts";
import { pageText } from "./page.ts";
import type { ReportRecord } from "./records.ts";
import { regressionFigures } from "./regressionFigures.ts";
import { noisyTest, regressionCaptions, regressionTable } from "./regressionWords.ts";
import { scientific } from "./words.ts";

/** The text of out/report.html. */
export function reportPage({ game, regression, machine, seconds, created }: ReportRecord): string {
  const deepest = Math.max(...game.traces.map(({ firms }) => firms));
  const newton = game.traces.find((t) => t.method === "stackedNewton" && t.firms === deepest);
  const { rows } = regression;
  return pageText({
    title: "Echelon: two hierarchies, solved",
    lead: "Exact total gradients through nested levels, beside the approximations in use. Everything on this page was computed by <code>npm start</code>, on the machine named at its end.",
    highlights: [
      {
        number: `${deepest} levels`,
        words: `solved to ${scientific(newton ? settled(newton) : Number.NaN)} of the closed form in ${newton?.points.at(-1)?.iteration ?? "–"} outer iterations`,
      },
      {
        number: scientific(noisyTest(regression, "trilevel", "implicit")),
        words: `noisy test error of the model trained against an adversary; without one it is ${scientific(noisyTest(regression, "bilevel", "implicit"))}`,
      },
      { number: `${seconds.toFixed(0)} s`, words: "for all of it, on one thread" },
    ],
    sections: [
      {
        title: "1. A generalised Stackelberg game",
        introduction: `<p>n firms decide their quantities one after another. Each knows how all later ones will answer, so
          n firms are n levels of optimisation. The solution is known in closed form at any depth, and says who is
          right.</p>`,
        figures: gameFigures(game, gameCaptions(game)),
        table: {
          title:
            "The error each method settles at for n levels, and the milliseconds of an iteration",
          ...gameTable(game),
        },
      },
      {
        title: "2. A regression that expects an adversary",
        introduction: `<p>The outer level chooses a penalty on ${rows.validation} validation rows of the diabetes data. The
          middle level moves all ${regression.features} features of ${rows.train} training rows to make the fit worst, at a
          price c. The inner level fits. Without the middle level the problem is the usual bilevel choice of a
          penalty. Noise on the features of the ${rows.test} test rows shows what the adversary was good for.</p>`,
        figures: regressionFigures(regression, regressionCaptions(regression)),
        table: { title: "Medians over the starts", ...regressionTable(regression) },
      },
    ],
    footer: `Node ${machine.node} · ${machine.cpu}, ${machine.cores} cores · ${created.slice(0, 10)} · numbers:
      <code>out/report.json</code>. The problem of section 2 is that of Sato, Tanaka and Takeda, "A gradient method for
      multilevel optimization", NeurIPS 2021; the data that of Efron, Hastie, Johnstone and Tibshirani (2004).`,
  });
}
