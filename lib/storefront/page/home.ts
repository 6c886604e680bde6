import { api } from "./api.js";
import { shelfView } from "./cards.js";
import { el } from "./dom.js";
import { addressOf, pictureOf, resultsOf } from "./places.js";
import type { Session } from "./session.js";
import type { View } from "./view.js";

/** The first page. */
export async function homeView(session: Session): Promise<View> {
  const { shelves, arm } = await api.home({ customer: session.customer });
  session.arm = arm;
  const { visitor } = session;
  return {
    title: session.in(session.start.name),
    said: shelves.map(({ said }) => said),
    content: [
      el(
        "div",
        { class: "welcome" },
        el("p", { class: "welcome-who" }, session.in(visitor.name), " · ", session.in(visitor.about)),
        el("h1", { tabindex: -1 }, session.say(visitor.kind === "new" ? "welcomeNew" : "welcomeKnown")),
        el("p", { class: "welcome-text" }, session.say("welcomeText")),
      ),
      departments(session),
      shelves.map((shelf) => shelfView(shelf, session)),
    ],
  };
}

function departments(session: Session): HTMLElement {
  const tiles = session.start.departments.map(({ facet, value, name, picture }) =>
    el(
      "li",
      {},
      el(
        "a",
        { class: "tile", href: addressOf(resultsOf("", { [facet]: [value] })), "data-link": true },
        el("img", { src: pictureOf(picture), alt: "", width: 96, height: 96 }),
        el("span", {}, session.in(name)),
      ),
    ),
  );
  return el("nav", { class: "departments", "aria-label": session.say("departments") }, el("ul", {}, tiles));
}
