import { CartwrightError } from "../../contracts";
import {
  chooseForYou,
  type HomeAnswer,
  type ShopCatalogue,
  type ShopEvent,
  type ShopRecommender,
} from "../../storefront";
import type { ShopDoor } from "./shoppers";

/** The door of a running server. Throws CartwrightError when it refuses. */
export function httpDoor(address: string): ShopDoor {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new CartwrightError(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    forYou: async (customer) => {
      const { shelves, arm } = (await post("/shop/api/home", { customer, why: false })) as HomeAnswer;
      const forYou = shelves.find(({ name }) => name === "for-you");
      return { items: forYou?.items.map(({ card }) => card.id) ?? [], arm };
    },
    tell: async (user, { item, type }) => void (await post("/events", { user, item, type })),
  };
}

/** The door of a shop in which one model serves everybody, without a server: what would have been, for everybody. */
export function modelDoor(arm: string, model: ShopRecommender, catalogue: ShopCatalogue): ShopDoor {
  const did = new Map<string, ShopEvent[]>();
  return {
    forYou: (customer) => {
      const items = chooseForYou(model, catalogue, customer, did.get(customer) ?? []).map(({ item }) => item);
      return Promise.resolve({ items, arm });
    },
    tell: (customer, event) => {
      did.set(customer, [...(did.get(customer) ?? []), event]);
      return Promise.resolve();
    },
  };
}
