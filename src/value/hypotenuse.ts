/** √(a² + b²) without overflow: the same bits on every engine, which `Math.hypot` is not. */
export function hypotenuse(a: number, b: number): number {
  const large = Math.max(Math.abs(a), Math.abs(b));
  if (large === 0 || !(large < Infinity)) return large;
  const ratio = Math.min(Math.abs(a), Math.abs(b)) / large;
  return large * Math.sqrt(1 + ratio * ratio);
}
