import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../prepare.mjs";
import { peer } from "./peers.mjs";
import { output } from "./run.mjs";
import { freePort, quoted, served } from "./served.mjs";

process.env.NEXT_TELEMETRY_DISABLED = "1";

/** An application of Next.js with examples/service/route.ts as a route, once in each of its two runtimes. */
export function nextRows({ folder }) {
  return ["nodejs", "edge"].map((runtime) => ({
    what: "Next.js",
    how: `examples/service/route.ts, ${runtime}`,
    run: async () => {
      const next = peer("next", "dist", "bin", "next");
      // Turbopack reads nothing above its root: the application lies in the folder of the peers.
      const peers = dirname(peer("."));
      const app = join(peers, `next-${runtime}`);
      writeApplication(app, runtime, folder, peers);
      await output(process.execPath, [next, "build"], app);
      const port = await freePort();
      const words = [next, "start", "-p", String(port)];
      return await served(process.execPath, words, app, port, (url) => quoted(`${url}quote`));
    },
  }));
}

function writeApplication(app, runtime, folder, peers) {
  rmSync(app, { recursive: true, force: true });
  mkdirSync(join(app, "app/quote"), { recursive: true });
  cpSync(join(folder, "node_modules/echelon"), join(app, "node_modules/echelon"), {
    recursive: true,
  });
  const example = (name) => readFileSync(join(root, "examples/service", name), "utf8");
  const files = {
    "package.json": '{ "name": "app", "private": true, "type": "module" }\n',
    "next.config.mjs": `export default {
  turbopack: { root: ${JSON.stringify(peers)} },
  typescript: { ignoreBuildErrors: true },
};\n`,
    "app/layout.jsx": "export default ({ children }) => <html><body>{children}</body></html>;\n",
    "app/page.jsx": "export default () => null;\n",
    "app/quote/pricing.ts": example("pricing.ts"),
    "app/quote/route.ts": `${example("route.ts")}\nexport const runtime = "${runtime}";\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
}
