// First, so that the tables of the functions come first in memory and the panels of 2.9 MB behind them: an address below
// 8192 is two bytes of code.
import { elementwise } from "./elementwise";

// The rest of the instructions.

import { contract } from "./contract";
import { factor, logDeterminant, solve } from "./factor";
import { fused } from "./fused";
import * as op from "./opcode";
import { reduce } from "./reduce";
import { copy, fill, gather } from "./strided";

export { registerFile } from "./registerFile";

/**
 * Runs the instructions at w up to END. All operands are absolute addresses; nothing is checked.
 * Every instruction adds in a fixed order, so equal inputs give equal bits.
 */
export function execute(w: usize): i32 {
  while (true) {
    const code = load<i32>(w);
    if (code < op.FIRST_STRUCTURED) w = plain(code, w);
    else if (code === op.END) return 0;
    else w = structured(code, w);
  }
}

/** An elementwise instruction: see ELEMENTWISE_WORDS. */
function plain(code: i32, w: usize): usize {
  const motion = load<i32>(w + 8);
  elementwise(
    code,
    load<i32>(w + 4),
    <usize>load<i32>(w + 12),
    <usize>load<i32>(w + 16),
    motion & (op.SCALAR << 2) ? 0 : 16,
    <usize>load<i32>(w + 20),
    motion & (op.SCALAR << 4) ? 0 : 16,
    <usize>load<i32>(w + 24),
    motion & (op.SCALAR << 6) ? 0 : 16,
  );
  return w + op.ELEMENTWISE_WORDS * 4;
}

function structured(code: i32, w: usize): usize {
  switch (code) {
    case op.FUSED:
      return fused(w);
    case op.CONTRACT:
      return contract(w);
    case op.COPY:
      return copy(w);
    case op.FILL:
      fill(load<i32>(w + 8), <usize>load<i32>(w + 4), load<f64>(<usize>load<i32>(w + 12)));
      return w + 16;
    case op.REDUCE:
      return reduce(w);
    case op.GATHER:
    case op.SCATTER_ADD:
      return gather(w);
    case op.FACTOR:
      return factor(w);
    case op.SOLVE:
      return solve(w);
    default:
      return logDeterminant(w);
  }
}
