// npm run example -- examples/service/node.ts: the pricing service on Node. Any framework will do that can hand
// `service.fetch` a Request.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import service from "./pricing.ts";

/** Serves on a port, 0 for any; resolves to the server and its address. */
export function listen(port: number): Promise<{ server: Server; address: string }> {
  const server = createServer(async ({ url = "/" }, reply) => {
    const response = service.fetch(new Request(new URL(url, "http://localhost")));
    reply.writeHead(response.status, Object.fromEntries(response.headers));
    reply.end(await response.text());
  });
  return new Promise((resolve) => {
    server.listen(port, () => {
      const { port: chosen } = server.address() as AddressInfo;
      resolve({ server, address: `http://localhost:${chosen}/` });
    });
  });
}

const isProgram = process.argv[1]?.endsWith("examples/service/node.ts");
if (isProgram) {
  const { address } = await listen(Number(process.env.PORT ?? 8080));
  console.log(`${address}?cost=4&rivalCost=5&market=100`);
}
