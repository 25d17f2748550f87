import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** Starts a server, waits until it answers, uses it (`use` gets its address and process id) and ends it. */
export async function served(program, words, cwd, port, use) {
  const server = spawn(program, words, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  server.stderr.on("data", (text) => {
    errors += text;
  });
  try {
    return await ready(`http://127.0.0.1:${port}/`, (url) => use(url, server.pid));
  } catch (error) {
    throw new Error(`${error.message} ${errors.slice(0, 500)}`);
  } finally {
    server.kill();
  }
}

async function ready(url, use) {
  for (let tries = 0; ; tries++)
    try {
      await fetch(url);
      break;
    } catch (error) {
      if (tries === 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  return await use(url);
}

export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The price of one request to examples/service/pricing.ts, beside its closed form. */
export async function quoted(url) {
  const { price } = await (await fetch(`${url}?cost=4&rivalCost=5&market=100`)).json();
  const [offset, slope] = [100 + 115 / 3, 3 - 4 / 6];
  if (Math.abs(price - (offset / slope + 4) / 2) > 1e-9) throw new Error(`price ${price}`);
  return `price ${price.toFixed(6)}`;
}
