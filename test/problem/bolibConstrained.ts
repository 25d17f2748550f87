import { type BolibProblem, square, sum, within } from "./bolib.ts";

/** T9: problems with an active constraint at their optimum. */
export const constrained: Record<string, BolibProblem> = {
  DeSilva1978: {
    x: [1, 1],
    y: [1, 1],
    outer: (x, y) =>
      sum(x.map((e) => square(e.sub(1))))
        .add(sum(y.map(square)))
        .sub(2),
    inner: (x, y) => sum(x.map((e, i) => square(e.sub(y[i]!)))),
    below: (_, y) => y.flatMap((e) => within(e, 0.5, 1.5)),
    optimum: { x: [0.5, 0.5], y: [0.5, 0.5], F: -1 },
  },
  Bard1988Ex1: {
    x: [2],
    y: [1],
    outer: ([x], [y]) => square(x!.sub(5)).add(square(y!.mul(2).add(1))),
    inner: ([x], [y]) => square(y!.sub(1)).sub(x!.mul(y!).mul(1.5)),
    above: ([x]) => [x!],
    below: ([x], [y]) => [
      x!.mul(3).sub(y!).sub(3),
      y!.div(2).sub(x!).add(4),
      x!.add(y!).neg().add(7),
      y!,
    ],
    optimum: { x: [1], y: [0], F: 17 },
  },
  Outrata1990Ex1a: {
    x: [1, 1],
    y: [1, 1],
    outer: (x, [a, b]) =>
      square(a!.sub(3))
        .add(square(b!.sub(4)))
        .div(2)
        .add(sum(x.map(square)).mul(0.1))
        .sub(12.5),
    inner: (x, [a, b]) =>
      square(a!)
        .sub(a!.mul(b!).mul(4))
        .add(square(b!).mul(5))
        .div(2)
        .sub(x[0]!.mul(a!))
        .sub(x[1]!.mul(b!)),
    below: (_, [a, b]) => [a!.mul(0.333).sub(b!).add(2), b!.mul(0.333).sub(a!).add(2), a!, b!],
    optimum: { x: [1.031566, 3.097797], y: [2.597048, 1.792937], F: -8.9172029564 },
  },
  HatzEtal2013: {
    x: [1],
    y: [1, 1],
    outer: ([x], [a, b]) => a!.mul(2).sub(x!).add(b!),
    inner: ([x], [a, b]) => square(x!.sub(a!)).add(square(b!)),
    below: (_, y) => [...y],
    optimum: { x: [0], y: [0, 0], F: 0 },
  },
  AllendeStill2013: {
    x: [1, 1],
    y: [0.8, 0.8],
    outer: (x, y) => sum(x.map((e) => square(e.sub(1)))).add(sum(y.map(square))),
    inner: (x, [a, b]) =>
      square(a!).sub(x[1]!.mul(b!).mul(2)).sub(x[0]!.mul(a!).mul(2)).add(square(b!)),
    above: (x, y) => [...x, x[0]!.neg().add(2), ...y],
    below: (_, y) => y.map((e) => square(e.sub(1)).neg().add(0.25)),
    optimum: { x: [0.5, 0.5], y: [0.5, 0.5], F: 1 },
  },
  ClarkWesterberg1990a: {
    x: [2],
    y: [4],
    outer: ([x], [y]) => square(x!.sub(3)).add(square(y!.sub(2))),
    inner: (_, [y]) => square(y!.sub(5)),
    above: ([x]) => within(x!, 0, 8),
    below: ([x], [y]) => [
      x!.mul(2).sub(y!).add(1),
      y!.mul(2).sub(x!).sub(2),
      y!.mul(-2).sub(x!).add(14),
    ],
    optimum: { x: [1], y: [3], F: 5 },
  },
  MuuQuy2003Ex1: {
    x: [1],
    y: [0.3, 0.2],
    outer: ([x], y) =>
      square(x!)
        .sub(x!.mul(4))
        .add(sum(y.map(square))),
    inner: ([x], [a, b]) =>
      square(a!)
        .add(square(b!).div(2))
        .add(a!.mul(b!))
        .add(x!.mul(-3).add(1).mul(a!))
        .add(x!.add(1).mul(b!)),
    above: ([x]) => within(x!, 0, 2),
    below: ([x], [a, b]) => [x!.mul(2).sub(a!.mul(2)).sub(b!).add(1), a!, b!],
    optimum: { x: [11 / 13], y: [10 / 13, 0], F: -27 / 13 },
  },
  GumusFloudas2001Ex1: {
    x: [11],
    y: [4],
    outer: ([x], [y]) => square(x!).mul(16).add(square(y!).mul(9)),
    inner: ([x], [y]) => x!.add(y!).sub(20).pow(4),
    above: ([x], [y]) => [...within(x!, 0, 12.5), x!.mul(4).sub(y!)],
    below: ([x], [y]) => [...within(y!, 0, 50), y!.neg().sub(x!.mul(4)).add(50)],
    optimum: { x: [11.25], y: [5], F: 2250 },
  },
};
