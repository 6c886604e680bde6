import { api, Refused } from "./api.js";
import { basketView, emptyView } from "./basket.js";
import { el, fill } from "./dom.js";
import { basketLink, headerView } from "./header.js";
import { homeView } from "./home.js";
import { Panel } from "./panel.js";
import { addressOf, type Place, placeAt } from "./places.js";
import { productView } from "./product.js";
import { resultsView } from "./results.js";
import { Session } from "./session.js";
import type { Frame, View } from "./view.js";
import { LOCALES } from "./words.js";

/** How long a notice stays, in milliseconds. */
const NOTICE = 3500;

/** The shop: header, the place that is shown, panel. */
class Shop implements Frame {
  private readonly header = el("header", { class: "header" });
  private readonly main = el("main", { id: "main", tabindex: -1 });
  private readonly toast = el("p", { class: "notice", role: "status" });
  private readonly skip = el("a", { class: "skip", href: "#main" });
  private readonly panel: Panel;
  /** Number of the newest navigation: an answer that comes after a newer one began is dropped. */
  private navigation = 0;
  private noticeTimer = 0;

  constructor(private readonly session: Session) {
    this.panel = new Panel(session, () => this.togglePanel());
    document.body.append(
      this.skip,
      this.header,
      el("div", { class: "frame" }, this.main, this.panel.element),
      this.toast,
    );
    // The browser's own jump to #main counts as another place of the history, and would draw the shop anew.
    this.skip.addEventListener("click", (event) => {
      event.preventDefault();
      this.main.focus();
    });
    document.addEventListener("click", (event) => this.followLink(event));
    addEventListener("popstate", () => void this.show({ focus: false }));
    this.drawHeader();
    void this.show({ focus: false });
  }

  go(address: string): void {
    const staysInSearch = this.place.name === "search" && placeAt(new URL(address, location.href)).name === "search";
    history.pushState(null, "", address);
    this.drawHeader();
    void this.show({ focus: !staysInSearch }).then(() => {
      if (!staysInSearch) scrollTo(0, 0);
    });
  }

  refresh(): void {
    this.drawHeader();
    void this.show({ focus: false });
  }

  notice(text: string): void {
    clearTimeout(this.noticeTimer);
    fill(this.toast, text);
    this.toast.classList.add("shown");
    this.noticeTimer = setTimeout(() => this.toast.classList.remove("shown"), NOTICE);
  }

  update(): void {
    document.getElementById("basket-link")?.replaceWith(basketLink(this.session));
    this.panel.draw();
  }

  private get place(): Place {
    return placeAt(location);
  }

  /** Shows the place of the address once its answer is there; until then the last one stands. */
  private async show({ focus }: { focus: boolean }): Promise<void> {
    const number = ++this.navigation;
    this.main.setAttribute("aria-busy", "true");
    const view = await this.viewOf(this.place);
    if (number !== this.navigation) return;
    const focused = document.activeElement?.id ?? "";
    const wasInMain = this.main.contains(document.activeElement);
    document.title = view.title;
    document.body.dataset["place"] = this.place.name;
    fill(this.main, view.content);
    this.main.removeAttribute("aria-busy");
    this.session.said = view.said;
    this.panel.draw();
    // Who moves through the shop by ear or keyboard begins at the new heading; who filters stays on the filter.
    if (!focus && focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
    const isLost = wasInMain && document.activeElement === document.body;
    if (focus || isLost) this.main.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  private async viewOf(place: Place): Promise<View> {
    const { session } = this;
    try {
      switch (place.name) {
        case "home":
          return await homeView(session);
        case "product":
          return await productView(place.id, place.found, session, this);
        case "basket":
          return await basketView(session, this);
        case "search":
          return await resultsView(place, session, this);
        case "nowhere":
          return this.failure(session.say("nowhere"));
      }
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return this.failure(session.say("nowhere"));
      return this.failure(error instanceof Error ? error.message : String(error));
    }
  }

  private failure(text: string): View {
    const title = this.session.say("failed");
    return { title, said: [], content: emptyView(title, text, this.session) };
  }

  private drawHeader(): void {
    const { session } = this;
    document.documentElement.lang = LOCALES[session.language];
    fill(this.skip, session.say("skip"));
    const views = headerView(session, this, this.place, this.panel.isOpen, {
      onLanguage: () => {
        session.speak(session.language === "en" ? "zh" : "en");
        this.redraw("language");
      },
      onVisitor: (kind) => {
        const visitor = session.start.visitors.find((one) => one.kind === kind);
        if (visitor !== undefined) session.become(visitor);
        history.pushState(null, "", addressOf({ name: "home" }));
        this.redraw("visitor");
      },
      onPanel: () => this.togglePanel(),
    });
    fill(this.header, views);
  }

  /** Draws everything anew, with the focus where it was. */
  private redraw(focused: string): void {
    this.drawHeader();
    document.getElementById(focused)?.focus();
    void this.show({ focus: false });
  }

  private togglePanel(): void {
    const open = !this.panel.isOpen;
    this.panel.show(open);
    document.body.classList.toggle("with-panel", open);
    const button = document.getElementById("panel-button");
    button?.setAttribute("aria-expanded", String(open));
    if (!open) button?.focus();
  }

  /** Links inside the shop are followed without a new document; new tabs and the like are the browser's. */
  private followLink(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-link]") : null;
    if (link === null) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

api.start().then(
  (start) => new Shop(new Session(start)),
  (error: Error) => document.body.append(el("p", { class: "empty" }, error.message)),
);
