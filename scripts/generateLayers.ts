/** Each room of src/ and the rooms it stands on. What those stand on, it may import as well. */
export const standsOn: Record<string, readonly string[]> = {
  error: [],
  value: ["error"],
  expression: ["value"],
  derivative: ["expression"],
  core: ["value"],
  linalg: ["core"],
  program: ["core", "expression"],
  solver: ["program"],
  level: ["derivative", "solver"],
  hypergradient: ["level"],
  solve: ["hypergradient"],
  algorithm: ["solve"],
  adapter: ["linalg", "solve"],
};

/** Every room that `room` may import, itself included. */
export function mayImport(room: string): string[] {
  return [...new Set([room, ...(standsOn[room] ?? []).flatMap(mayImport)])];
}

/** The diagram of docs/architecture.md. */
export function generateLayers(): string {
  const arrows = Object.entries(standsOn).flatMap(([room, below]) =>
    below.map((lower) => `  ${room} --> ${lower}`),
  );
  return ["```mermaid", "flowchart TD", ...arrows, "```"].join("\n");
}
