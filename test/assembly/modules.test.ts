import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { strict } from "../../src/core/strict.generated.ts";
import { unpack } from "../../src/core/unpack.ts";

// The build is reproducible: whoever compiles these sources with the compiler of the lock file gets these bytes.
const record = new URL("./modules.json", import.meta.url);
const refresh = "UPDATE=1 npx vitest run test/assembly/modules.test.ts";

const built = (name: string) => readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url));
const digest = (name: string) => createHash("sha256").update(built(name)).digest("hex");
const digests = { strict: digest("strict"), relaxed: digest("relaxed") };

if (process.env.UPDATE) writeFileSync(record, `${JSON.stringify(digests, undefined, 2)}\n`);
const expected = JSON.parse(readFileSync(record, "utf8")) as typeof digests;

test.each(["strict", "relaxed"] as const)("%s.wasm has the bytes that are committed", (name) => {
  const advice = `assembly/, asconfig.json or the compiler changed ${name}.wasm: if that was meant, run ${refresh} and commit test/assembly/modules.json; if not, build again (npm run build)`;
  expect(digests[name], advice).toBe(expected[name]);
});

test("the module inside the package is strict.wasm", () => {
  expect(Buffer.compare(unpack(strict), built("strict"))).toBe(0);
});
