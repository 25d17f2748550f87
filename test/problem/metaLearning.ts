import { constant, type Expression, type Level, minimize, parameter, variable } from "echelon";
import { product } from "../reference/matrix.ts";
import { random } from "../reference/random.ts";

/** T14: tasks l_i = ½(w − c_i)ᵀA_i(w − c_i); N gradient steps of α from the shared start w. */
export function metaLearning(tasks = 3, d = 4, seed = 5) {
  const next = random(seed);
  const problems = Array.from({ length: tasks }, () => {
    const half = Float64Array.from({ length: d * d }, next);
    const A = Float64Array.from({ length: d * d }, (_, at) => {
      const [i, j] = [Math.floor(at / d), at % d];
      let sum = i === j ? 0.5 : 0;
      for (let k = 0; k < d; k++) sum += half[i * d + k]! * half[j * d + k]!;
      return sum;
    });
    return { A, c: Float64Array.from({ length: d }, next) };
  });
  const loss = (w: Expression, { A, c }: (typeof problems)[number]) => {
    const gap = w.sub(c);
    return gap.dot(constant({ data: A, shape: [d, d] }).matmul(gap)).mul(0.5);
  };
  /** ∇ of the mean loss after N steps: mean of P_i A_i P_i (w − c_i), P_i = (I − αA_i)^N. */
  const gradient = (w: ArrayLike<number>, alpha: number, steps: number) => {
    const total = new Float64Array(d);
    for (const { A, c } of problems) {
      const shrink: Float64Array = A.map((a, at) => (at % (d + 1) === 0 ? 1 : 0) - alpha * a);
      let g: Float64Array = Float64Array.from(c, (entry, i) => w[i]! - entry);
      for (let t = 0; t < steps; t++) g = product(shrink, g, d, 1, d);
      g = product(A, g, d, 1, d);
      for (let t = 0; t < steps; t++) g = product(shrink, g, d, 1, d);
      for (let i = 0; i < d; i++) total[i]! += g[i]! / problems.length;
    }
    return total;
  };
  return { d, problems, loss, gradient };
}

/** T14 as two levels whose tasks are the values of two parameters, A and c, and the list of those values. */
export function quadraticTasks(tasks = 3, d = 4, seed = 5) {
  const { problems } = metaLearning(tasks, d, seed);
  const start = Float64Array.from({ length: d }, (_, i) => [0.3, -0.2, 0.5, 1][i % 4]!);
  const [w, v] = [variable("w", start), variable("v", new Float64Array(d))];
  const { A, c } = problems[0]!;
  const parameters = [parameter("A", { data: A, shape: [d, d] }), parameter("c", c)] as const;
  const away = v.sub(parameters[1]);
  const loss = away.dot(parameters[0].matmul(away)).mul(0.5);
  const levels: Level[] = [minimize(w, loss), minimize(v, loss)];
  return { w, v, levels, parameters, list: problems.map((task) => [task.A, task.c]) };
}

/**
 * T14 as two levels: task i adapts w + u_i from u_i = 0, so that N steps of gradient descent on u_i
 * are N steps from the shared start w.
 */
export function metaLevels(tasks = 3, d = 4, seed = 5) {
  const { problems, loss, gradient } = metaLearning(tasks, d, seed);
  const w = variable("w", new Float64Array(d));
  const u = problems.map((_, i) => variable(`u${i}`, new Float64Array(d)));
  const total = problems
    .map((problem, i) => loss(w.add(u[i]!), problem))
    .reduce((sum, term) => sum.add(term));
  const levels = [
    minimize(w, total.div(tasks), { name: "meta" }),
    minimize(u, total, { name: "tasks" }),
  ];
  return { w, u, levels, gradient };
}
