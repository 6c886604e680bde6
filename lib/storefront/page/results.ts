import type { Facet, SearchAnswer, Sorting } from "./contract.js";
import { api } from "./api.js";
import { foundView } from "./cards.js";
import { el } from "./dom.js";
import { addressOf, resultsOf, type SearchPlace } from "./places.js";
import type { Session } from "./session.js";
import type { Frame, View } from "./view.js";

const SORTINGS: readonly Sorting[] = ["relevance", "cheapest", "dearest"];

/** What was found, with filters beside it. */
export async function resultsView(place: SearchPlace, session: Session, frame: Frame): Promise<View> {
  const answer = await ask(place, 0, session);
  const { query } = place;
  const heading = query === "" ? browseTitle(answer, place, session) : `${session.say("resultsFor")} “${query}”`;
  const list = el("ul", { class: "cards results", id: "results" });
  const more = el("button", { class: "button quiet", type: "button" }, session.say("more"));
  const show = ({ items, total }: SearchAnswer): void => {
    list.append(...items.map((item) => el("li", {}, foundView(item, session))));
    more.hidden = list.childElementCount >= total || items.length === 0;
  };
  more.addEventListener("click", () => {
    void ask(place, list.childElementCount, session).then(show, (error: Error) => frame.notice(error.message));
  });
  show(answer);
  return {
    title: heading,
    said: [answer.said],
    content: [
      el(
        "div",
        { class: "results-head" },
        el("h1", { tabindex: -1 }, heading),
        el("p", { class: "results-count", role: "status" }, `${answer.total} ${session.say("found")}`),
        answer.didYouMean !== undefined && meant(answer.didYouMean, session),
      ),
      el(
        "div",
        { class: "results-frame" },
        filtersView(answer.facets, place, session, frame),
        el(
          "div",
          { class: "results-body" },
          sortView(place, session, frame),
          chips(answer.facets, place, session),
          answer.total === 0 ? nothing(session) : [list, el("p", { class: "more" }, more)],
        ),
      ),
    ],
  };
}

function ask({ query, filters, sort }: SearchPlace, from: number, session: Session): Promise<SearchAnswer> {
  return api.search({ query, filters, sort, from, language: session.language });
}

/** What is shown without a query: the name of the one value that was chosen, or everything. */
function browseTitle({ facets }: SearchAnswer, { filters }: SearchPlace, session: Session): string {
  const chosen = Object.entries(filters).flatMap(([key, values]) => values.map((value) => ({ key, value })));
  const [only] = chosen;
  const facet = facets.find(({ key }) => key === only?.key);
  const named = facet?.values.find(({ value }) => value === only?.value);
  return chosen.length === 1 && named !== undefined ? session.in(named.name) : session.say("allGoods");
}

function filtersView(facets: readonly Facet[], place: SearchPlace, session: Session, frame: Frame): HTMLElement {
  const boxes = facets.map((facet) => {
    const chosen = place.filters[facet.key] ?? [];
    const shown = facet.values.filter(({ value }, place) => place < 12 || chosen.includes(value));
    return el(
      "fieldset",
      {},
      el("legend", {}, session.in(facet.name)),
      shown.map(({ value, name, count }) => {
        const id = `f-${facet.key}-${value}`;
        const box = el("input", { type: "checkbox", id, checked: chosen.includes(value) });
        box.addEventListener("change", () => frame.go(addressOf(toggled(place, facet.key, value))));
        return el(
          "label",
          { class: "choice", for: id },
          box,
          el("span", {}, session.in(name)),
          el("span", { class: "choice-count" }, count),
        );
      }),
    );
  });
  const wide = matchMedia("(min-width: 800px)").matches;
  return el("details", { class: "filters", open: wide }, el("summary", {}, session.say("filters")), boxes);
}

/** The place with one value of a filter chosen, or no longer chosen. */
function toggled(place: SearchPlace, facet: string, value: string): SearchPlace {
  const chosen = place.filters[facet] ?? [];
  const values = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  const { [facet]: _old, ...others } = place.filters;
  return { ...place, filters: values.length === 0 ? others : { ...others, [facet]: values } };
}

function sortView(place: SearchPlace, session: Session, frame: Frame): HTMLElement {
  const options = SORTINGS.map((sort) =>
    el("option", { value: sort, selected: sort === place.sort }, session.say(sort)),
  );
  const select = el("select", { id: "sort" }, options);
  select.addEventListener("change", () => frame.go(addressOf({ ...place, sort: select.value as Sorting })));
  return el("div", { class: "sort" }, el("label", { for: "sort" }, session.say("sort")), select);
}

/** What is filtered by, each with a way to take it away. */
function chips(facets: readonly Facet[], place: SearchPlace, session: Session): HTMLElement | undefined {
  const chosen = Object.entries(place.filters).flatMap(([key, values]) => values.map((value) => ({ key, value })));
  if (chosen.length === 0) return undefined;
  const items = chosen.map(({ key, value }) => {
    const found = facets.find((facet) => facet.key === key)?.values.find((one) => one.value === value);
    const name = found === undefined ? value : session.in(found.name);
    const link = { href: addressOf(toggled(place, key, value)), "data-link": true, class: "chip" };
    return el("li", {}, el("a", { ...link, "aria-label": `${session.say("remove")}: ${name}` }, name, " ×"));
  });
  const clear = el("a", { href: addressOf({ ...place, filters: {} }), "data-link": true }, session.say("clear"));
  return el("ul", { class: "chips" }, items, el("li", {}, clear));
}

function meant(query: string, session: Session): HTMLElement {
  const link = el("a", { href: addressOf(resultsOf(query)), "data-link": true }, query);
  return el("p", { class: "meant" }, `${session.say("didYouMean")} `, link, session.language === "en" ? "?" : "？");
}

function nothing(session: Session): HTMLElement {
  return el("div", { class: "empty" }, el("p", {}, session.say("nothing")), el("p", {}, session.say("nothingHelp")));
}
