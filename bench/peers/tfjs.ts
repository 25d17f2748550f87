import { type GradientPeer, type LogisticCase, optionalModule } from "./gradientPeer.ts";

/** TensorFlow.js on its CPU backend, in float32: it has no other. */
export async function tfjs({ m, d, X, y, w }: LogisticCase): Promise<GradientPeer | undefined> {
  const found = await optionalModule("@tensorflow/tfjs");
  if (!found) return undefined;
  const tf = found.default ?? found;
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
  const [features, labels] = [tf.tensor2d([...X], [m, d]), tf.tensor1d([...y])];
  const start = tf.tensor1d([...w]);
  const gradient = tf.grad((v: unknown) => {
    const z = tf.matMul(features, tf.reshape(v, [d, 1])).reshape([m]);
    return tf.mean(tf.sub(tf.softplus(z), tf.mul(labels, z)));
  });
  return {
    name: `tfjs ${tf.version.tfjs ?? ""}`.trim(),
    run: () => tf.tidy(() => gradient(start).dataSync()),
  };
}
