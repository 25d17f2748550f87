const SIGN: usize = memory.data<u64>([0x8000000000000000]);

/** The sign bit of each lane, nothing else. */
export function signBit(x: v128): v128 {
  return v128.and(x, v128.load64_splat(SIGN));
}
