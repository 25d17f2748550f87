/**
 * What "import to first gradient" imports and runs. scripts/runtimes measures it, and the build has the functions that it
 * calls compiled with their file (scripts/eager.mjs).
 */
export const firstGradient = (from) => `const { compile, grad, variable } = await import("${from}");
const x = variable("x", new Float64Array(10));
const f = x.exp().add(x.square()).sum();
compile([x], [f, grad(f, x)]).run(new Float64Array(10).fill(0.5));
`;
