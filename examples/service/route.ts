// app/quote/route.ts of a Next.js application: the pricing service as a route, in the Node or the edge runtime.
import service from "./pricing.ts";

export function GET(request: Request): Response {
  return service.fetch(request);
}
