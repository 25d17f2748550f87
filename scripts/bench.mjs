// npm run bench -- <names>: installs and builds when needed, then answers the named questions of bench/.
import { prepare, run } from "./prepare.mjs";

prepare();
run(process.execPath, ["scripts/run.mjs", "bench/main.ts", ...process.argv.slice(2)]);
