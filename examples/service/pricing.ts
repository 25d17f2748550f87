// A pricing service: our price, knowing that a rival answers with the price that is best for him. The levels are
// written once; a request binds its numbers. The default export is what Cloudflare Workers, `deno serve` and Bun start
// as it is; fastify.ts beside it serves the same on Node, route.ts is a route of Next.js.
//
//     curl "localhost:8080/?cost=4&rivalCost=5&market=100"
import { EchelonError, maximize, parameter, solveSync, variable } from "echelon";

const cost = parameter("cost", 0);
const rivalCost = parameter("rivalCost", 0);
const market = parameter("market", 0);

const price = variable("price", 10);
const rivalPrice = variable("rivalPrice", 10);

/** Units sold at one's own price while the other asks his: 3 lost for each unit of price, 2 won from the other. */
const demand = (own: typeof price, other: typeof price) => market.sub(own.mul(3)).add(other.mul(2));

const levels = [
  maximize(price, price.sub(cost).mul(demand(price, rivalPrice)), { name: "our profit" }),
  maximize(rivalPrice, rivalPrice.sub(rivalCost).mul(demand(rivalPrice, price)), {
    name: "the rival's profit",
  }),
];

export interface Quote {
  readonly price: number;
  readonly rivalPrice: number;
  readonly profit: number;
  readonly status: string;
}

export function quote(costs: { cost: number; rivalCost: number; market: number }): Quote {
  const solution = solveSync(levels, { at: costs });
  return {
    price: solution.value(price) as number,
    rivalPrice: solution.value(rivalPrice) as number,
    profit: solution.objective,
    status: solution.status,
  };
}

export default {
  fetch(request: Request): Response {
    const { searchParams } = new URL(request.url);
    const number = (name: string, usual: number) => Number(searchParams.get(name) ?? usual);
    try {
      const costs = { cost: number("cost", 4), rivalCost: number("rivalCost", 5) };
      return Response.json(quote({ ...costs, market: number("market", 100) }));
    } catch (error) {
      if (!(error instanceof EchelonError)) throw error;
      return Response.json({ code: error.code, message: error.message }, { status: 422 });
    }
  },
};
