import { expect, test } from "vitest";
import { Expression, intern } from "../../src/expression/node.ts";

test("the same operation on the same inputs is the same node", () => {
  const leaf = new Expression("variable", [], { name: "x" }, [2]);
  const node = intern("sin", [leaf], {}, [2]);
  expect(intern("sin", [leaf], {}, [2])).toBe(node);
  expect(intern("cos", [leaf], {}, [2])).not.toBe(node);
  expect(intern("sin", [leaf, leaf], {}, [2])).not.toBe(node);
  expect(intern("sin", [leaf], {}, [1, 2])).not.toBe(node);
  expect(intern("sin", [leaf], {}, [2], "key")).not.toBe(node);
});

test("inputs have smaller ids than their consumers", () => {
  const leaf = new Expression("variable", [], { name: "x" }, []);
  const first = intern("exp", [leaf], {}, []);
  const second = intern("exp", [first], {}, []);
  expect(leaf.id).toBeLessThan(first.id);
  expect(first.id).toBeLessThan(second.id);
});

test("a node that is held keeps its identity however many others are made", () => {
  const leaf = new Expression("variable", [], { name: "x" }, []);
  const held = intern("exp", [leaf], {}, []);
  let last = leaf;
  for (let k = 0; k < 100_000; k++) last = intern("sin", [leaf], {}, [], `${k}`);
  expect(intern("exp", [leaf], {}, [])).toBe(held);
  expect(intern("sin", [leaf], {}, [], "99999")).toBe(last);
});
