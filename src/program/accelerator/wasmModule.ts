import { Bytes } from "./bytes.ts";

/** Index of the imported `execute`; the functions of the module follow. */
export const EXECUTE = 0;
export const FIRST_BODY = 1;

/** Magic, version, and the types (i32) → i32 and () → (). */
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 9, 2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 0];
/** The memory e.m, whose least number of pages follows, and the function e.x. */
const IMPORTED_MEMORY = [1, 0x65, 1, 0x6d, 2, 0];
const IMPORTED_EXECUTE = [1, 0x65, 1, 0x78, 0, 0];

/**
 * The bytes of a module over the memory e.m of at least `pages`, with the function e.x (i32) → i32 imported. Bodies come
 * without their end; export "0", "1", … is the function of index entries[0], entries[1], …
 */
export function wasmModule(
  pages: number,
  bodies: readonly Bytes[],
  entries: readonly number[],
): Uint8Array<ArrayBuffer> {
  const module = new Bytes();
  const section = (id: number, count: number, write: (into: Bytes) => void): void => {
    const content = new Bytes();
    content.integer(count);
    write(content);
    module.push(id);
    module.integer(content.length);
    module.append(content);
  };
  module.push(...HEAD);
  section(2, 2, (into) => {
    into.push(...IMPORTED_MEMORY);
    into.integer(pages);
    into.push(...IMPORTED_EXECUTE);
  });
  section(3, bodies.length, (into) => into.push(...bodies.map(() => 1)));
  section(7, entries.length, (into) =>
    entries.forEach((entry, i) => {
      const name = [...`${i}`].map((digit) => digit.charCodeAt(0));
      into.push(name.length, ...name, 0);
      into.integer(entry);
    }),
  );
  section(10, bodies.length, (into) =>
    bodies.forEach((body) => {
      into.integer(body.length + 1);
      into.append(body);
      into.push(0x0b);
    }),
  );
  return module.written();
}
