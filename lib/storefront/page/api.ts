import type {
  BasketAnswer,
  BasketRequest,
  HomeAnswer,
  HomeRequest,
  ProductAnswer,
  ProductRequest,
  Refusal,
  SearchAnswer,
  SearchRequest,
  StartAnswer,
  SuggestAnswer,
  SuggestRequest,
} from "./contract.js";

/** The server said no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a customer can do with a product. */
export type EventType = "view" | "click" | "cart" | "buy";

/** Events under way: lists are asked for after them, so that they know of them. */
let told: Promise<unknown> = Promise.resolve();

/** What the page asks its server, one function a route. Each rejects with {@link Refused} when the server says no. */
export const api = {
  start: (): Promise<StartAnswer> => ask("/shop/api/start"),
  home: async (request: HomeRequest): Promise<HomeAnswer> => {
    await told;
    return ask("/shop/api/home", request);
  },
  product: (request: ProductRequest): Promise<ProductAnswer> => ask("/shop/api/product", request),
  basket: (request: BasketRequest): Promise<BasketAnswer> => ask("/shop/api/basket", request),
  search: (request: SearchRequest): Promise<SearchAnswer> => ask("/shop/api/search", request),
  suggest: (request: SuggestRequest, signal: AbortSignal): Promise<SuggestAnswer> =>
    ask("/shop/api/suggest", request, signal),
  /** Tells what a customer did. A shop goes on when this fails: it then knows a little less. */
  tell: (user: string, item: string, type: EventType): void => {
    told = Promise.all([told, ask("/events", { user, item, type }).catch(() => undefined)]);
  },
};

async function ask<Answer>(path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  if (response.ok) return (await response.json()) as Answer;
  const refusal = (await response.json().catch(() => undefined)) as Refusal | undefined;
  throw new Refused(response.status, refusal?.error.message ?? response.statusText);
}
