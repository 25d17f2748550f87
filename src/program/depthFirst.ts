/** The nodes below the roots, each behind its inputs, in the order of a depth-first walk. */
export function depthFirst<Node>(
  roots: readonly Node[],
  inputsOf: (node: Node) => readonly Node[],
): Node[] {
  const opened = new Set<Node>();
  const closed = new Set<Node>();
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    if (opened.has(node)) {
      // Back from its inputs; or it was met on another path, and its place stays.
      closed.add(node);
      stack.pop();
      continue;
    }
    opened.add(node);
    const inputs = inputsOf(node);
    for (let i = inputs.length - 1; i >= 0; i--)
      if (!opened.has(inputs[i]!)) stack.push(inputs[i]!);
  }
  return [...closed];
}
