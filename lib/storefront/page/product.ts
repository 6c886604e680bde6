import type { Product } from "./contract.js";
import { api } from "./api.js";
import { priceView, shelfView, starsView } from "./cards.js";
import { el } from "./dom.js";
import { addressOf, pictureOf, resultsOf } from "./places.js";
import type { Session } from "./session.js";
import type { Frame, View } from "./view.js";

/** A product's own page. Opening it is a view; from a list of results it is a click. */
export async function productView(id: string, found: boolean, session: Session, frame: Frame): Promise<View> {
  const { product, shelves } = await api.product({ customer: session.customer, id });
  session.did(found ? "click" : "view", id, product.title);
  return {
    title: session.in(product.title),
    said: shelves.map(({ said }) => said),
    content: [
      pathView(product, session),
      el(
        "div",
        { class: "product" },
        el("img", {
          class: "product-picture",
          src: pictureOf(id),
          alt: session.in(product.title),
          width: 480,
          height: 480,
        }),
        el(
          "div",
          { class: "product-text" },
          el("p", { class: "product-brand" }, session.in(product.brand)),
          el("h1", { tabindex: -1 }, session.in(product.title)),
          product.stars !== undefined && starsView(product.stars, session),
          el("p", { class: "product-price" }, priceView(product, session)),
          el(
            "button",
            { class: "button", type: "button", id: "add", on: { click: () => add(product, session, frame) } },
            session.say("add"),
          ),
          el("p", { class: "product-description" }, session.in(product.description)),
          el(
            "dl",
            { class: "facts" },
            product.facts.map((fact) => factView(fact, session)),
          ),
        ),
      ),
      shelves.map((shelf) => shelfView(shelf, session)),
    ],
  };
}

function add(product: Product, session: Session, frame: Frame): void {
  session.put(product.id, (session.basket.get(product.id) ?? 0) + 1);
  session.did("cart", product.id, product.title);
  frame.update();
  frame.notice(session.say("added"));
}

function pathView({ path }: Product, session: Session): HTMLElement {
  const steps = path.map(({ name, facet, value }) =>
    el(
      "li",
      {},
      el("a", { href: addressOf(resultsOf("", { [facet]: [value] })), "data-link": true }, session.in(name)),
    ),
  );
  return el("nav", { class: "path", "aria-label": session.say("departments") }, el("ol", {}, steps));
}

function factView({ name, value }: Product["facts"][number], session: Session): HTMLElement {
  return el("div", {}, el("dt", {}, session.in(name)), el("dd", {}, session.in(value)));
}
