import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "../prepare.mjs";
import { chromium, peer } from "./peers.mjs";

/** The strictest policy under which WebAssembly is allowed at all: no eval, no inline script, no data: or blob:. */
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
const isolated = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

const scripts = {
  "page.js": `import { run } from "./workload.mjs"; window.result = Promise.resolve().then(run);`,
  "worker.js": `import { run } from "./workload.mjs"; postMessage(run());`,
  "slim.js": `import { init } from "echelon/slim"; import { run } from "./workload.slim.mjs";
    window.result = init("/strict.wasm").then(run);`,
  "spawn.js": `window.result = new Promise((resolve, reject) => {
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message ?? "worker"));
  });`,
};

const cases = [
  ["page", "page.js", {}],
  ["page, strict CSP", "page.js", { "content-security-policy": policy }],
  ["page, isolated", "page.js", isolated],
  ["worker", "spawn.js", {}],
  ["worker, strict CSP, isolated", "spawn.js", { "content-security-policy": policy, ...isolated }],
  ["slim, streamed, strict CSP", "slim.js", { "content-security-policy": policy }],
];

/** Pages of a real server in Chromium. */
export function browserRows({ folder }) {
  const rows = cases.map(([how, script, headers]) => ({
    what: "Chromium",
    how,
    run: () => inPage(folder, script, headers),
  }));
  const run = () => slider(join(root, "examples/service"));
  return [...rows, { what: "Chromium", how: "examples/service/slider.html", run }];
}

/** Moves the slider of the example and reads what the page then says. */
async function slider(folder) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "slider.ts")],
    bundle: true,
    format: "esm",
    write: false,
  });
  const files = {
    "": readFileSync(join(folder, "slider.html")),
    "slider.js": outputFiles[0].contents,
  };
  const text = await visiting(files, {}, async (page) => {
    await page.waitForFunction(() => document.querySelector("output").value !== "");
    return await page.evaluate(() => {
      const cost = document.querySelector("#cost");
      cost.value = "10";
      cost.dispatchEvent(new Event("input"));
      return document.querySelector("output").value;
    });
  });
  if (!text.startsWith("we ask 34.64,")) throw new Error(text);
  return text;
}

async function inPage(folder, script, headers) {
  const page = `<!doctype html><script type="module" src="/${script}"></script>`;
  const files = { ...(await bundled(folder)), "": page };
  return await visiting(files, headers, async (visited) => {
    const wanted = "cross-origin-opener-policy" in headers;
    if ((await visited.evaluate(() => crossOriginIsolated)) !== wanted)
      throw new Error("isolation");
    return await visited.evaluate(() => window.result);
  });
}

/** Serves the files, opens the first, and lets `use` look; what the page complains about is an error. */
async function visiting(files, headers, use) {
  const executablePath = chromium();
  const { chromium: browserType } = await import(
    pathToFileURL(peer("playwright-core", "index.mjs"))
  );
  const server = createServer(({ url }, response) => {
    const name = url.slice(1);
    const known = files[name] !== undefined;
    response.writeHead(known ? 200 : 404, { "content-type": type(name), ...headers });
    response.end(files[name] ?? "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await browserType.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const result = await use(page);
    const real = complaints.filter((text) => !text.includes("404"));
    if (real.length > 0) throw new Error(real.join(" "));
    return result;
  } finally {
    await browser.close();
    server.close();
  }
}

const type = (name) =>
  name.endsWith(".js")
    ? "text/javascript"
    : name.endsWith(".wasm")
      ? "application/wasm"
      : "text/html";

let once;
function bundled(folder) {
  once ??= bundleScripts(folder);
  return once;
}

async function bundleScripts(folder) {
  const files = {
    "strict.wasm": readFileSync(join(folder, "node_modules/echelon/dist/strict.wasm")),
  };
  for (const [name, contents] of Object.entries(scripts)) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      format: "esm",
      write: false,
      plugins: [{ name: "slim", setup: slimWorkload(folder) }],
    });
    files[name] = outputFiles[0].contents;
  }
  return files;
}

/** workload.slim.mjs is the workload with its package exchanged. */
const slimWorkload =
  (folder) =>
  ({ onResolve, onLoad }) => {
    onResolve({ filter: /workload\.slim\.mjs$/ }, () => ({ path: "slim", namespace: "slim" }));
    onLoad({ filter: /.*/, namespace: "slim" }, () => ({
      contents: readFileSync(join(folder, "workload.mjs"), "utf8").replace(
        '"echelon"',
        '"echelon/slim"',
      ),
      resolveDir: folder,
    }));
  };
