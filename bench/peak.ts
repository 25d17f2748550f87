import binaryen from "binaryen";
import { cpu } from "./peers/peer.ts";

/** Independent chains of each kind: enough to hide the latency, few enough for the registers. */
const CHAINS = 6;

/** f64x2 multiplications and additions, one for one and independent: the peak in flops per second. */
export function peak(): number {
  const chains = [...Array(CHAINS).keys()];
  const step = chains
    .map(
      (i) => `(local.set $m${i} (f64x2.mul (local.get $m${i}) (local.get $c)))
       (local.set $a${i} (f64x2.add (local.get $a${i}) (local.get $c)))`,
    )
    .join("\n");
  const total = chains.reduce(
    (sum, i) => `(f64x2.add ${sum} (f64x2.add (local.get $m${i}) (local.get $a${i})))`,
    "(local.get $c)",
  );
  const module = binaryen.parseText(`(module (func (export "run") (param $n i32) (result f64)
    ${chains.map((i) => `(local $m${i} v128) (local $a${i} v128)`).join(" ")} (local $c v128)
    (local.set $c (f64x2.splat (f64.const 0.999999999)))
    ${chains.map((i) => `(local.set $m${i} (f64x2.splat (f64.const 1.${i + 1})))`).join("\n")}
    (loop $again ${step} ${step}
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64x2.extract_lane 0 ${total})))`);
  module.setFeatures(binaryen.Features.All);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary().slice()));
  const run = exports.run as (n: number) => number;
  const count = 100_000;
  let best = 0;
  for (let i = 0; i < 60; i++) {
    const start = cpu();
    run(count);
    best = Math.max(best, (count * 2 * CHAINS * 4) / (cpu() - start));
  }
  return best;
}
