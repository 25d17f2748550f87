import { parseAst } from "rolldown/parseAst";

/** Every node of a module, with the one it stands in. */
export function* syntax(code) {
  yield* within(parseAst(code, { preserveParens: true }));
}

function* within(parent) {
  for (const node of Object.values(parent).flat()) {
    if (typeof node?.type !== "string") continue;
    yield { node, parent };
    yield* within(node);
  }
}
