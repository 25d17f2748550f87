// A WebAssembly module as tokens, in which gzip finds more than in the module: an instruction is one byte, together with the
// immediates it often has, and the numbers of locals, which repeat by other rules, are apart. assembly/unpack.ts is the
// inverse.
//
//     count of entries | entries | tokens, each followed by its raw bytes | locals, the last one first
//
// A token writes the bytes of its entry, then its raw bytes, then perhaps a local. An entry: count of its bytes (at most
// 8) + 16 if there is a local, count of raw bytes, its bytes. So any bytes come back, whatever the reader thinks of them.

/** Bytes of an entry, at most: the unpacker writes them with one store. */
const MOST = 8;
/** Raw bytes of a token, at most. */
const STRETCH = 128;
/** Of all instructions with their immediates, as many as are worth an entry: the most frequent ones. */
const WHOLE = 60;

/** Reads the code of one module, from the front. */
class Reader {
  position = 8;

  constructor(bytes) {
    this.bytes = bytes;
  }

  take(count) {
    this.position += count;
    return [...this.bytes.subarray(this.position - count, this.position)];
  }

  /** A number in LEB128, as bytes. */
  coded() {
    const start = this.position;
    while (this.bytes[this.position] & 128) this.position++;
    this.position++;
    return [...this.bytes.subarray(start, this.position)];
  }

  number() {
    return this.coded().reduce((sum, byte, i) => sum + (byte & 127) * 2 ** (7 * i), 0);
  }
}

const within = (value, first, last) => value >= first && value <= last;

/** The immediates of an instruction, in groups of which the last ones may stay raw; its local is not among them. */
function immediates(reader, code, second) {
  if (code === 0xfd) {
    if (within(second, 12, 13)) return [reader.take(16)];
    if (within(second, 21, 34)) return [reader.take(1)];
    const address = within(second, 0, 11) || within(second, 84, 93);
    const groups = address ? [reader.coded(), reader.coded()] : [];
    return within(second, 84, 91) ? [...groups, reader.take(1)] : groups;
  }
  if (code === 0xfc) {
    if (within(second, 8, 9)) return [reader.coded(), ...(second === 8 ? [reader.take(1)] : [])];
    return within(second, 10, 11) ? [reader.take(12 - second)] : [];
  }
  if (within(code, 0x28, 0x3e)) return [reader.coded(), reader.coded()];
  if (code === 0x44) return [reader.take(8)];
  if (code === 0x0e) {
    const start = reader.position;
    const targets = reader.number() + 1;
    for (let i = 0; i < targets; i++) reader.number();
    return [[...reader.bytes.subarray(start, reader.position)]];
  }
  const one = within(code, 2, 4) || [0x0c, 0x0d, 0x10, 0x23, 0x24, 0x41, 0x42].includes(code);
  if (one || within(code, 0x3f, 0x40)) return [reader.coded()];
  return [];
}

/** An instruction: its code, its immediates, its local. */
function instruction(reader) {
  const [code] = reader.take(1);
  if (within(code, 0x20, 0x22)) {
    const local = reader.coded();
    return local.length > 1 ? { groups: [[code], local], local: [] } : { groups: [[code]], local };
  }
  if (!within(code, 0xfc, 0xfd))
    return { groups: [[code], ...immediates(reader, code)], local: [] };
  const second = reader.coded();
  const number = (second[0] & 127) + 128 * (second[1] ?? 0);
  return { groups: [[code, ...second], ...immediates(reader, code, number)], local: [] };
}

const stretch = (bytes) => ({ groups: [[], [...bytes]], local: [] });

/** All bytes in order: instructions, and what lies between the functions as it is. */
function pieces(bytes) {
  const all = [];
  const reader = new Reader(bytes);
  let kept = 0;
  while (reader.position < bytes.length) {
    const [section] = reader.take(1);
    const end = reader.number() + reader.position;
    if (section === 10) {
      for (let functions = reader.number(); functions > 0; functions--) {
        const last = reader.number() + reader.position;
        for (let kinds = reader.number(); kinds > 0; kinds--) {
          reader.number();
          reader.take(1);
        }
        all.push(stretch(bytes.subarray(kept, reader.position)));
        while (reader.position < last) all.push(instruction(reader));
        kept = reader.position;
      }
    }
    reader.position = end;
  }
  return [...all, stretch(bytes.subarray(kept))];
}

/** The first `count` groups belong to the entry, the others are raw; as tokens, cut where an entry or a stretch is full. */
function cut({ groups, local }, count) {
  const own = groups.slice(0, count).flat();
  const raw = groups.slice(count).flat();
  const tokens = [];
  for (; own.length > MOST; own.splice(0, MOST))
    tokens.push({ own: own.slice(0, MOST), raw: [], local: [] });
  const rest = raw.splice(0, STRETCH);
  tokens.push({ own, raw: rest, local: raw.length > 0 ? [] : local });
  for (; raw.length > 0; raw.splice(0, STRETCH))
    tokens.push({ own: [], raw: raw.slice(0, STRETCH), local: [] });
  return tokens;
}

const keyOf = ({ own, raw, local }) => `${own} ${raw.length} ${local.length}`;

/** The most frequent keys first. */
function ranked(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
}

/** The module as tokens. */
export function tokens(bytes) {
  const isModule = Buffer.from(bytes.subarray(0, 8)).toString("latin1") === "\0asm\x01\0\0\0";
  const all = isModule ? pieces(bytes) : [stretch(bytes)];
  const whole = ({ groups, local }) => `${groups.flat()} ${local.length}`;
  const instructions = all.filter(({ groups: [code] }) => code.length > 0);
  const frequent = new Set(ranked(instructions.map(whole)).slice(0, WHOLE));
  // What is left raw is the last group: the alignment of an address stays in the entry, its offset does not.
  const stream = all.flatMap((piece) => {
    const { length } = piece.groups;
    return cut(piece, frequent.has(whole(piece)) ? length : Math.max(1, length - 1));
  });
  const order = ranked(stream.map(keyOf));
  const entries = new Map(stream.map((token) => [keyOf(token), token]));
  const number = new Map(order.map((key, i) => [key, i]));
  if (order.length > 255) throw new Error(`${order.length} entries: lower WHOLE`);
  const head = order.flatMap((key) => {
    const { own, raw, local } = entries.get(key);
    return [own.length + 16 * local.length, raw.length, ...own];
  });
  const body = stream.flatMap((token) => [number.get(keyOf(token)), ...token.raw]);
  const locals = stream.flatMap(({ local }) => local).reverse();
  return Uint8Array.from([order.length, ...head, ...body, ...locals]);
}
