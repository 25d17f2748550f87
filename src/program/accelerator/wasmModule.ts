import { Bytes } from "./bytes.ts";

/** Index of the imported `execute` among the functions. */
export const EXECUTE = 0;
const IMPORTED = 1;

const NO_ARGUMENTS = 1;
const FUNCTION = 0;
const MEMORY = 2;

/** A section: its number, and what `items` writes behind their count. */
function section<T>(
  into: Bytes,
  id: number,
  list: readonly T[],
  item: (into: Bytes, value: T, i: number) => void,
): void {
  const content = new Bytes();
  content.unsigned(list.length);
  list.forEach((value, i) => {
    item(content, value, i);
  });
  into.push(id);
  into.unsigned(content.length);
  into.append(content);
}

/** A function without arguments that calls `count` others in turn. */
function caller(first: number, count: number): Bytes {
  const body = new Bytes();
  body.push(0);
  for (let i = first; i < first + count; i++) {
    body.push(0x10);
    body.unsigned(i);
  }
  return body;
}

/**
 * The bytes of a module over the memory e.m of at least `pages`, with the function e.x (i32) → i32 imported. Export
 * "0", "1", … runs the functions of one group in order; bodies come without their end.
 */
export function wasmModule(
  pages: number,
  groups: readonly (readonly Bytes[])[],
): Uint8Array<ArrayBuffer> {
  const bodies = groups.flat();
  let next = IMPORTED;
  const callers = groups.map(({ length }) => {
    next += length;
    return caller(next - length, length);
  });
  const functions = [...bodies, ...callers];
  const module = new Bytes();
  module.push(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  section(
    module,
    1,
    [
      [1, 0x7f, 1, 0x7f],
      [0, 0],
    ],
    (into, type) => into.push(0x60, ...type),
  );
  section(module, 2, [MEMORY, FUNCTION], (into, kind) => {
    into.push(1, 0x65, 1, kind === MEMORY ? 0x6d : 0x78, kind, 0);
    if (kind === MEMORY) into.unsigned(pages);
  });
  section(module, 3, functions, (into) => into.push(NO_ARGUMENTS));
  section(module, 7, callers, (into, _, i) => {
    const name = `${i}`;
    into.push(name.length, ...[...name].map((digit) => digit.charCodeAt(0)), FUNCTION);
    into.unsigned(IMPORTED + bodies.length + i);
  });
  section(module, 10, functions, (into, body) => {
    into.unsigned(body.length + 1);
    into.append(body);
    into.push(0x0b);
  });
  return module.written();
}
