import type { FastifyInstance } from "fastify";
import { ValueError } from "../contracts";
import { HIDDEN } from "./hidden";
import { addPages } from "./pages";
import type { ShopEvent, StorefrontOptions } from "./ports";
import { addShopRoutes } from "./shop-routes";

/** Where the shop stands on its server. */
export const SHOP_PATH = "/shop";

/** Scheme, host and port, with nothing that could begin another part of a policy. */
const ORIGIN = /^https?:\/\/[\w.-]+(:(\d+|\*))?$/;

/** Adds a shop to a server, as the option `extend` of the room `serving` takes it. */
export type Storefront = (
  app: FastifyInstance,
  live: { recentOf(customer: string): readonly ShopEvent[] },
) => Promise<void>;

/**
 * A shop in front of models and an index: pages at {@link SHOP_PATH}, where "/" leads. What customers do reaches the
 * server by its own POST /events, so that the next list knows of it.
 *
 * @param shop what it is made of
 * @param shop.catalogue what it sells
 * @param shop.search the index behind the search box
 * @param shop.forYou fills "for you"
 * @param shop.goesWith fills "goes with"; no such shelf unless given
 * @param shop.peopleAlso fills "people also"; no such shelf unless given
 * @param shop.visitors whom one can be, at least one
 * @param shop.experiment decides which model fills "for you"; always `forYou` unless given
 * @param shop.framedBy origins that may show it in a frame; nobody unless given
 * @returns what adds it to a server; it rejects with DataError when the page is not compiled
 * @throws ValueError when there are no visitors, or what may frame it is no origin
 */
export function storefront(shop: StorefrontOptions): Storefront {
  if (shop.visitors.length === 0) throw new ValueError("visitors must hold at least one, received none");
  for (const origin of shop.framedBy ?? []) {
    if (ORIGIN.test(origin)) continue;
    throw new ValueError(
      `framedBy must hold origins such as "http://127.0.0.1:8888", received ${JSON.stringify(origin)}`,
    );
  }
  return async (app, live) => {
    app.get("/", { schema: HIDDEN }, (_request, reply) => reply.redirect(`${SHOP_PATH}/`));
    await app.register(
      async (scope) => {
        await addPages(scope, SHOP_PATH, shop);
        addShopRoutes(scope, shop, (customer) => live.recentOf(customer));
      },
      { prefix: SHOP_PATH },
    );
  };
}
