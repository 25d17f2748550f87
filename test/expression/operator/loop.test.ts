import { expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { calculus } from "../../../src/derivative/calculus.ts";
import { variable } from "../../../src/expression/lift.ts";
import {
  formal,
  joined,
  type Loop,
  spread,
  statePieces,
  tangentLoop,
} from "../../../src/expression/operator/loop.ts";
import { numbers } from "../../reference/derivativeCheck.ts";

const [s, t, u, p] = [formal("s", [2]), formal("t", []), formal("u", []), formal("p", [])];
const loop = (): Loop => ({
  state: [s, t, u],
  body: [s.mul(p), t.add(s.sum()), u.mul(2)],
  free: [p],
  steps: 5,
  options: {},
  derived: new Map(),
});

test("the tangent loop carries a tangent for each state that moves, now or later", () => {
  const { loop: moved, active } = tangentLoop(loop(), [false, false, false, true], [], calculus);
  // p moves s, s moves t, nothing moves u.
  expect(active).toEqual([true, true, false]);
  expect(moved.state.length).toBe(5);
  expect(moved.body.length).toBe(5);
  expect(moved.free.map((node) => node.attributes.name)).toEqual(["p", "p tangent"]);
});

test("a batch of tangents has its axes last", () => {
  const { loop: moved } = tangentLoop(loop(), [true, false, false, false], [3], calculus);
  expect(moved.state.map((node) => node.shape)).toEqual([[2], [], [], [2, 3], [3]]);
  expect(moved.body.map((node) => node.shape)).toEqual([[2], [], [], [2, 3], [3]]);
});

test("the same tangent loop is built once", () => {
  const one = loop();
  const moving = [true, false, false, false];
  expect(tangentLoop(one, moving, [], calculus)).toBe(tangentLoop(one, moving, [], calculus));
  expect(tangentLoop(one, moving, [2], calculus)).not.toBe(tangentLoop(one, moving, [], calculus));
});

test("nothing moves a loop whose state depends on nothing that moves", () => {
  const still = { ...loop(), body: [s, t, u] };
  expect(tangentLoop(still, [false, false, false, true], [], calculus).active).toEqual([
    false,
    false,
    false,
  ]);
});

test("spread places a list where it is wanted", () => {
  expect(spread(["a", "b"], [false, true, true, false])).toEqual([undefined, "a", "b", undefined]);
});

test("statePieces undoes joined, along any axis", () => {
  const shapes = [[2], [], [1, 2]];
  const pieces = [variable("a", [[1, 2]]), variable("b", [3]), variable("c", [[[4, 5]]])];
  const all = joined(pieces, shapes, [1], []);
  expect([...numbers(all)]).toEqual([1, 2, 3, 4, 5]);
  expect(statePieces(all, 1, shapes).map((piece) => piece.shape)).toEqual([[1, 2], [1], [1, 1, 2]]);
  expect(statePieces(all, 1, shapes).map((piece) => [...numbers(piece)])).toEqual([
    [1, 2],
    [3],
    [4, 5],
  ]);
  expect([...numbers(joined([pieces[0], undefined, undefined], shapes, [1], []))]).toEqual([
    1, 2, 0, 0, 0,
  ]);
});
