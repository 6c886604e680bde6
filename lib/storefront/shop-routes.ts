import { Type } from "@sinclair/typebox";
import type { FastifyInstance, FastifyReply } from "fastify";
import { ValueError } from "../contracts";
import { HIDDEN } from "./hidden";
import type {
  BasketRequest,
  FoundCard,
  HomeRequest,
  ProductRequest,
  Refusal,
  SearchAnswer,
  SearchRequest,
  StartAnswer,
  SuggestAnswer,
  SuggestRequest,
} from "./page/contract";
import type { StorefrontOptions } from "./ports";
import { Shelves } from "./shelves";
import type { ShopEvent } from "./ports";

/** Results on a page. */
const PAGE = 24;

const strict = { additionalProperties: false } as const;
const Id = Type.String({ maxLength: 512 });
const Text = Type.String({ maxLength: 256 });
const SpokenLanguage = Type.Union([Type.Literal("en"), Type.Literal("zh")]);

const HomeBody = Type.Object({ customer: Id, why: Type.Optional(Type.Boolean()) }, strict);
const ProductBody = Type.Object({ customer: Id, id: Id }, strict);
const BasketBody = Type.Object({ customer: Id, items: Type.Array(Id, { maxItems: 200 }) }, strict);
const SuggestBody = Type.Object({ text: Text, language: SpokenLanguage }, strict);
const SearchBody = Type.Object(
  {
    query: Text,
    language: SpokenLanguage,
    filters: Type.Record(Text, Type.Array(Text, { maxItems: 100 }), { maxProperties: 20 }),
    sort: Type.Union([Type.Literal("relevance"), Type.Literal("cheapest"), Type.Literal("dearest")]),
    from: Type.Integer({ minimum: 0, maximum: 10_000 }),
  },
  strict,
);

/**
 * What the page asks, under /api. The routes are the page's own and stand in no document: programs use the server's.
 *
 * @param app      a scope of the server
 * @param shop     what the shop is made of
 * @param recentOf what a customer did since the server started, oldest first
 */
export function addShopRoutes(
  app: FastifyInstance,
  shop: StorefrontOptions,
  recentOf: (customer: string) => readonly ShopEvent[],
): void {
  const shelves = new Shelves(shop, recentOf);
  const { catalogue, visitors, experiment } = shop;
  const { name, origin, currency, departments } = catalogue;
  const start: StartAnswer = { name, origin, currency, departments, visitors, experiment: experiment?.id };

  app.get("/api/start", { schema: HIDDEN }, () => start);
  app.post<{ Body: HomeRequest }>("/api/home", { schema: { ...HIDDEN, body: HomeBody } }, ({ body }) =>
    shelves.home(body.customer, body.why),
  );
  app.post<{ Body: ProductRequest }>(
    "/api/product",
    { schema: { ...HIDDEN, body: ProductBody } },
    ({ body }, reply) =>
      shelves.product(body.id) ?? refuse(reply, 404, "unknown_item", "there is no such product", "/id"),
  );
  app.post<{ Body: BasketRequest }>("/api/basket", { schema: { ...HIDDEN, body: BasketBody } }, ({ body }) =>
    shelves.basket(body.items),
  );
  app.post<{ Body: SuggestRequest }>("/api/suggest", { schema: { ...HIDDEN, body: SuggestBody } }, ({ body }) =>
    suggest(shop, body),
  );
  app.post<{ Body: SearchRequest }>(
    "/api/search",
    { schema: { ...HIDDEN, body: SearchBody } },
    async ({ body }, reply) => {
      try {
        return await search(shop, body);
      } catch (error) {
        if (error instanceof ValueError) return refuse(reply, 400, "invalid_body", error.message, "/filters");
        throw error;
      }
    },
  );
}

async function search({ catalogue, search: index }: StorefrontOptions, request: SearchRequest): Promise<SearchAnswer> {
  const { query, language } = request;
  const started = performance.now();
  const { ids, total, facets, didYouMean } = await index.find(request, PAGE);
  const milliseconds = performance.now() - started;
  const items = ids.flatMap((id): FoundCard[] => {
    const card = catalogue.card(id);
    return card === undefined ? [] : [{ card, title: index.mark(query, card.title[language]) }];
  });
  const model = query.trim() === "" ? "popularity" : index.kind;
  return { total, items, facets, didYouMean, said: { shelf: "results", model, milliseconds, items: items.length } };
}

async function suggest(
  { catalogue, search: index }: StorefrontOptions,
  request: SuggestRequest,
): Promise<SuggestAnswer> {
  const { text, language } = request;
  const completions = index.complete(text, 6);
  const best = completions[0] ?? text;
  const { ids } = await index.find({ query: best, language, filters: {}, sort: "relevance", from: 0 }, 3);
  return { completions, cards: ids.map((id) => catalogue.card(id)).filter((card) => card !== undefined) };
}

function refuse(reply: FastifyReply, status: number, code: string, message: string, path: string): Refusal {
  void reply.code(status);
  return { error: { code, message, path } };
}
