// npm run example -- examples/service/fastify.ts: the pricing service on Node with Fastify, which reads the numbers
// and refuses what is none before anything is solved.
//
//     curl "localhost:8080/?cost=4&rivalCost=5&market=100"
import { EchelonError } from "echelon";
import Fastify, { type FastifyInstance } from "fastify";
import { quote } from "./pricing.ts";

const amount = { type: "number", minimum: 0 };
const schema = {
  querystring: {
    type: "object",
    properties: {
      cost: { ...amount, default: 4 },
      rivalCost: { ...amount, default: 5 },
      market: { ...amount, default: 100 },
    },
  },
  response: {
    200: {
      type: "object",
      properties: {
        price: { type: "number" },
        rivalPrice: { type: "number" },
        profit: { type: "number" },
        status: { type: "string" },
      },
    },
  },
};

interface Costs {
  readonly cost: number;
  readonly rivalCost: number;
  readonly market: number;
}

/** The service, not yet listening. What the solver refuses is answered with its code and sentence. */
export function pricing(): FastifyInstance {
  const service = Fastify();
  service.get<{ Querystring: Costs }>("/", { schema }, async ({ query }) => quote(query));
  service.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof EchelonError)) throw error;
    return reply.status(422).send({ code: error.code, message: error.message });
  });
  return service;
}

const isProgram = process.argv[1]?.endsWith("examples/service/fastify.ts");
if (isProgram) {
  const address = await pricing().listen({ port: Number(process.env.PORT ?? 8080) });
  console.log(`${address}/?cost=4&rivalCost=5&market=100`);
}
