import type { Card, FoundCard, Shelf, ShelfItem } from "./contract.js";
import { type Child, el } from "./dom.js";
import { addressOf, pictureOf } from "./places.js";
import type { Session } from "./session.js";

/** A row of products under its name. */
export function shelfView(shelf: Shelf, session: Session): HTMLElement {
  const heading = `shelf-${shelf.name}`;
  return el(
    "section",
    { class: "shelf", "aria-labelledby": heading, "data-shelf": shelf.name },
    el("h2", { id: heading }, session.say(shelf.name)),
    el(
      "ul",
      { class: "cards" },
      shelf.items.map((item) => el("li", {}, cardView(item.card, session, { why: reasonOf(item, session) }))),
    ),
  );
}

/** A found product, with what was searched for marked. */
export function foundView({ card, title }: FoundCard, session: Session): HTMLElement {
  const marked = title.map(({ text, hit }) => (hit ? el("mark", {}, text) : text));
  return cardView(card, session, { title: marked, found: true });
}

/** A product that leads to its page. */
export function cardView(
  card: Card,
  session: Session,
  { title = session.in(card.title), why, found = false }: { title?: Child; why?: string; found?: boolean } = {},
): HTMLElement {
  return el(
    "article",
    { class: "card", "data-id": card.id },
    el(
      "a",
      { class: "card-link", href: addressOf({ name: "product", id: card.id, found }), "data-link": true },
      el("img", { class: "card-picture", src: pictureOf(card.id), alt: "", width: 200, height: 200, loading: "lazy" }),
      el("span", { class: "card-brand" }, session.in(card.brand)),
      el("span", { class: "card-title" }, title),
    ),
    el("p", { class: "card-price" }, priceView(card, session)),
    why !== undefined && el("p", { class: "card-why" }, why),
  );
}

/** The price, with the one before an offer. */
export function priceView({ price, before }: Card, session: Session): Child {
  if (price === undefined) return el("span", { class: "price-unknown" }, session.say("noPrice"));
  if (before === undefined) return el("span", { class: "price" }, session.price(price));
  return [
    el("span", { class: "price offer" }, session.price(price)),
    " ",
    el(
      "s",
      { class: "price-before" },
      el("span", { class: "unseen" }, `${session.say("before")} `),
      session.price(before),
    ),
  ];
}

/** Stars as text that everybody can read. */
export function starsView(stars: number, session: Session): HTMLElement {
  const full = Math.round(stars);
  return el(
    "p",
    { class: "stars" },
    el("span", { "aria-hidden": "true" }, "★".repeat(full), el("span", { class: "star-empty" }, "★".repeat(5 - full))),
    el("span", { class: "star-number" }, ` ${stars.toFixed(1)} `),
    el("span", { class: "unseen" }, session.say("stars")),
  );
}

function reasonOf({ why }: ShelfItem, session: Session): string | undefined {
  if (why === undefined) return undefined;
  if (why.kind === "popular" || why.item === undefined) return session.say("becausePopular");
  const begin = session.say(why.kind === "bought" ? "becauseBought" : "becauseLooked");
  return `${begin} ${session.in(why.item.title)}`;
}
