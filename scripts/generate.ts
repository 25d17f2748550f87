import { readFileSync, writeFileSync } from "node:fs";
import { generated } from "./generated.ts";

// npm run generate: rewrites every generated text that is committed.
for (const { path, text } of generated((file) => readFileSync(file, "utf8"))) {
  writeFileSync(path, text);
}
