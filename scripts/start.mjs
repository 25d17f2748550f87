// npm start: installs and builds when needed, then runs the two experiments of examples/report and writes
// out/report.html and out/report.json.
import { prepare, run } from "./prepare.mjs";

prepare();
run(process.execPath, ["scripts/run.mjs", "examples/report/main.ts", ...process.argv.slice(2)]);
