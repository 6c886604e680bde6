import type { Card } from "./contract.js";
import { api } from "./api.js";
import { shelfView } from "./cards.js";
import { el } from "./dom.js";
import { addressOf, pictureOf } from "./places.js";
import type { Session } from "./session.js";
import type { Frame, View } from "./view.js";

/** What lies in the basket, and what goes with it. */
export async function basketView(session: Session, frame: Frame): Promise<View> {
  const { basket } = session;
  const { cards, shelves } = await api.basket({ customer: session.customer, items: [...basket.keys()] });
  const title = session.say("basket");
  if (cards.length === 0) return { title, said: [], content: emptyView(title, session.say("emptyBasket"), session) };
  const total = cards.reduce((sum, { id, price = 0 }) => sum + price * (basket.get(id) ?? 0), 0);
  return {
    title,
    said: shelves.map(({ said }) => said),
    content: [
      el("h1", { tabindex: -1 }, title),
      el(
        "div",
        { class: "basket" },
        el(
          "ul",
          { class: "lines" },
          cards.map((card) => lineView(card, session, frame)),
        ),
        el(
          "div",
          { class: "pay" },
          el("p", { class: "pay-total" }, el("span", {}, session.say("total")), el("strong", {}, session.price(total))),
          el(
            "button",
            { class: "button", type: "button", id: "buy", on: { click: () => buy(cards, session, frame) } },
            session.say("buy"),
          ),
          el("p", { class: "pay-note" }, session.say("playMoney")),
        ),
      ),
      shelves.map((shelf) => shelfView(shelf, session)),
    ],
  };
}

function lineView(card: Card, session: Session, frame: Frame): HTMLElement {
  const title = session.in(card.title);
  const pieces = session.basket.get(card.id) ?? 0;
  const set = (count: number): void => {
    session.put(card.id, count);
    frame.refresh();
  };
  const count = el("input", {
    type: "number",
    min: 1,
    max: 99,
    value: pieces,
    "aria-label": `${session.say("pieces")} ${title}`,
  });
  count.addEventListener("change", () => set(Math.min(99, Math.max(1, Math.trunc(count.valueAsNumber) || 1))));
  return el(
    "li",
    { class: "line", "data-id": card.id },
    el("img", { src: pictureOf(card.id), alt: "", width: 88, height: 88 }),
    el(
      "a",
      { class: "line-title", href: addressOf({ name: "product", id: card.id, found: false }), "data-link": true },
      title,
    ),
    count,
    el(
      "span",
      { class: "price" },
      card.price === undefined ? session.say("noPrice") : session.price(card.price * pieces),
    ),
    el(
      "button",
      {
        class: "button quiet small",
        type: "button",
        "aria-label": `${session.say("remove")}: ${title}`,
        on: { click: () => set(0) },
      },
      session.say("remove"),
    ),
  );
}

function buy(cards: readonly Card[], session: Session, frame: Frame): void {
  for (const { id, title } of cards) session.did("buy", id, title);
  session.emptyBasket();
  frame.notice(session.say("thanks"));
  frame.go(addressOf({ name: "home" }));
}

/** A page that only says something, with a way on. */
export function emptyView(title: string, text: string, session: Session): HTMLElement {
  return el(
    "div",
    { class: "empty" },
    el("h1", { tabindex: -1 }, title),
    el("p", {}, text),
    el("a", { class: "button", href: addressOf({ name: "home" }), "data-link": true }, session.say("keepLooking")),
  );
}
