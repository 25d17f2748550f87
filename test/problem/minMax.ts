import { type Level, maximize, minimize, variable } from "echelon";

/** T10: f = ½x² + 2xy − (3/2)y² + ½x − y, minimised over x, maximised over y. */
export function saddle() {
  const [x, y] = [variable("x", 1), variable("y", 1)];
  const f = x
    .square()
    .mul(0.5)
    .add(x.mul(y).mul(2))
    .sub(y.square().mul(1.5))
    .add(x.mul(0.5))
    .sub(y);
  return { x, y, f, levels: [minimize(x, f, { name: "min" }), maximize(y, f, { name: "max" })] };
}

const robust = {
  s: [1, -0.5, 2],
  t: [0, 1, -1],
  r: [1, 2, -3],
  k: [0.1, 0.2, 0.05],
} as const;

/** T10 robust multi-objective: g_i = ½(y_i − s_i x − t_i)², f_i = ½(y_i − r_i)² + ½k_i x². */
export function multiObjective() {
  const { s, t, r, k } = robust;
  const x = variable("x", 0);
  const y = variable("y", [0, 0, 0]);
  const objectives = y
    .sub([...r])
    .square()
    .add(x.square().mul([...k]))
    .mul(0.5);
  const response = y
    .sub(x.mul([...s]))
    .sub([...t])
    .square()
    .sum()
    .mul(0.5);
  return { x, y, objectives, respond: minimize(y, response, { name: "agents" }) };
}

/** The same as two levels for each objective, which share x. */
export function multiObjectiveLevels(): Level[][] {
  const { s, t, r, k } = robust;
  const x = variable("x", 0);
  return [0, 1, 2].map((i) => {
    const y = variable(`y${i}`, 0);
    const f = y.sub(r[i]!).square().add(x.square().mul(k[i]!)).mul(0.5);
    return [minimize(x, f), minimize(y, y.sub(x.mul(s[i]!)).sub(t[i]!).square().mul(0.5))];
  });
}

export const multiObjectiveAnswer = {
  x: -0.33264194593829705,
  value: 0.8934998112469862,
  weights: [0.66011297, 0, 0.33988703],
};
