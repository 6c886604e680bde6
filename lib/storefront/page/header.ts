import { el, icon } from "./dom.js";
import { addressOf, type Place } from "./places.js";
import { SearchBox } from "./search-box.js";
import type { Session } from "./session.js";
import type { Frame } from "./view.js";

/** What the frame does when a customer asks for it in the header. */
export interface HeaderActions {
  readonly onLanguage: () => void;
  readonly onVisitor: (kind: string) => void;
  readonly onPanel: () => void;
}

/** Name, search, language, customer, basket. */
export function headerView(
  session: Session,
  frame: Frame,
  place: Place,
  panelIsOpen: boolean,
  { onLanguage, onVisitor, onPanel }: HeaderActions,
): HTMLElement[] {
  const { start, visitor } = session;
  const options = start.visitors.map(({ kind, name }) =>
    el("option", { value: kind, selected: kind === visitor.kind }, session.in(name)),
  );
  const who = el("select", { id: "visitor", on: { change: () => onVisitor(who.value) } }, options);
  return [
    el("a", { class: "logo", href: addressOf({ name: "home" }), "data-link": true }, session.in(start.name)),
    new SearchBox(session, frame, place.name === "search" ? place.query : "").element,
    el(
      "div",
      { class: "tools" },
      el("label", { class: "visitor", for: "visitor" }, el("span", {}, session.say("visitor")), who),
      el(
        "button",
        {
          class: "tool",
          type: "button",
          id: "language",
          lang: session.language === "en" ? "zh" : "en",
          on: { click: onLanguage },
        },
        session.say("language"),
      ),
      el(
        "button",
        {
          class: "tool",
          type: "button",
          id: "panel-button",
          "aria-expanded": String(panelIsOpen),
          "aria-controls": "panel",
          title: session.say("panel"),
          "aria-label": session.say("panel"),
          on: { click: onPanel },
        },
        icon("panel"),
      ),
      basketLink(session),
    ),
  ];
}

/** The way to the basket, with how much lies in it. */
export function basketLink(session: Session): HTMLElement {
  const count = [...session.basket.values()].reduce((sum, pieces) => sum + pieces, 0);
  const label = `${session.say("basket")}: ${count} ${session.say("inBasket")}`;
  return el(
    "a",
    {
      class: "tool basket-link",
      id: "basket-link",
      href: addressOf({ name: "basket" }),
      "data-link": true,
      "aria-label": label,
    },
    icon("basket"),
    el("span", { class: "basket-count", "aria-hidden": "true" }, count),
  );
}
