import { type GradientPeer, type LogisticCase, optionalModule } from "./gradientPeer.ts";

/** jax-js on its WebAssembly backend, compiled by its jit, in float32. `.ref` keeps an array that a call would consume. */
export async function jaxJs({ m, d, X, y, w }: LogisticCase): Promise<GradientPeer | undefined> {
  const jax = await optionalModule("@jax-js/jax");
  if (!jax) return undefined;
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const np = jax.numpy;
  const features = np.array([...X]).reshape([m, d]);
  const labels = np.array([...y]);
  const start = np.array([...w]);
  // biome-ignore lint/suspicious/noExplicitAny: arrays of a package that is not installed.
  const loss = (v: any, A: any, b: any) => {
    const z = np.dot(A, v);
    const softplus = np.log(np.exp(z.ref).add(1));
    return np.mean(softplus.sub(b.mul(z)));
  };
  const gradient = jax.jit(jax.grad(loss));
  return { name: "jax-js", run: () => gradient(start.ref, features.ref, labels.ref).dataSync() };
}
