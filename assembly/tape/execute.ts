export { registerFile } from "./registerFile";
export function execute(words: usize): i32 {
  return load<i32>(words);
}
