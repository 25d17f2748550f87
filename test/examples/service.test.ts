import { expect, test } from "vitest";
import { pricing } from "../../examples/service/fastify.ts";
import service, { quote } from "../../examples/service/pricing.ts";
import { GET } from "../../examples/service/route.ts";

/** The rival answers (m + 2p + 3r)/6; then our profit is a parabola in p. */
function closedForm({ cost, rivalCost, market }: { [name: string]: number }): number {
  const [offset, slope] = [market! + (market! + 3 * rivalCost!) / 3, 3 - 4 / 6];
  return (offset / slope + cost!) / 2;
}

test.each([
  { cost: 4, rivalCost: 5, market: 100 },
  { cost: 0, rivalCost: 20, market: 50 },
  { cost: 4, rivalCost: 5, market: 100 },
])("a quote for %o is the closed form to ten digits", (costs) => {
  const { price, status } = quote(costs);
  expect(status).toBe("converged");
  expect(price).toBeCloseTo(closedForm(costs), 9);
});

test("a request with a number that is none gets the error's code and sentence", async () => {
  const response = service.fetch(new Request("http://localhost/?cost=x"));
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: "ERR_NOT_FINITE" });
});

test("Fastify serves the quotes over HTTP", async () => {
  const service = pricing();
  const address = await service.listen({ host: "127.0.0.1", port: 0 });
  const reply = await fetch(`${address}/?cost=4&rivalCost=5&market=100`);
  await service.close();
  expect((await reply.json()).price).toBeCloseTo(
    closedForm({ cost: 4, rivalCost: 5, market: 100 }),
    9,
  );
});

test.each([
  ["cost=x", 400, "FST_ERR_VALIDATION"],
  ["market=1e400", 422, "ERR_NOT_FINITE"],
])("Fastify refuses %s with %i and the reason", async (query, status, code) => {
  const reply = await pricing().inject(`/?${query}`);
  expect(reply.statusCode).toBe(status);
  expect(reply.json()).toMatchObject({ code });
});

test("a route of Next.js is the same service", async () => {
  const reply = GET(new Request("http://localhost/quote?cost=0&rivalCost=20&market=50"));
  expect((await reply.json()).price).toBeCloseTo(
    closedForm({ cost: 0, rivalCost: 20, market: 50 }),
    9,
  );
});
