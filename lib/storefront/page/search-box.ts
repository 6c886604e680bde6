import type { SuggestAnswer } from "./contract.js";
import { api } from "./api.js";
import { el, fill, icon } from "./dom.js";
import { addressOf, pictureOf, resultsOf } from "./places.js";
import type { Session } from "./session.js";
import type { Frame } from "./view.js";

/** How long typing must pause before suggestions are asked for, in milliseconds. */
const PAUSE = 90;

/** One line of the list under the box. */
interface Suggestion {
  readonly address: string;
  readonly element: HTMLElement;
}

/**
 * The box with suggestions: a combobox as the ARIA practices describe it. Down and Up walk through the list, Enter takes
 * what is marked or searches for what is typed, Escape closes.
 */
export class SearchBox {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private suggestions: readonly Suggestion[] = [];
  private marked = -1;
  private asked = new AbortController();
  private timer = 0;

  constructor(
    private readonly session: Session,
    private readonly frame: Frame,
    query: string,
  ) {
    this.list = el("ul", { class: "suggestions", id: "suggestions", role: "listbox", hidden: true });
    this.list.setAttribute("aria-label", session.say("suggestions"));
    this.input = el("input", {
      id: "query",
      type: "search",
      name: "q",
      value: query,
      placeholder: session.say("searchHint"),
      "aria-label": session.say("search"),
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": "suggestions",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: 200,
      on: {
        input: () => this.askSoon(),
        keydown: (event) => this.onKey(event),
        blur: () => this.close(),
      },
    });
    const button = el(
      "button",
      { class: "search-button", type: "submit", "aria-label": session.say("search") },
      icon("search"),
    );
    this.element = el(
      "form",
      { class: "search", role: "search", action: "/shop/search", on: { submit: (event) => this.submit(event) } },
      this.input,
      button,
      this.list,
    );
  }

  private submit(event: Event): void {
    event.preventDefault();
    this.close();
    this.frame.go(addressOf(resultsOf(this.input.value.trim())));
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    const text = this.input.value.trim();
    if (text === "") return this.close();
    this.timer = setTimeout(() => void this.ask(text), PAUSE);
  }

  private async ask(text: string): Promise<void> {
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const answer = await api.suggest({ text, language: this.session.language }, signal);
      if (!signal.aborted && document.activeElement === this.input) this.open(answer);
    } catch {
      // Typed on, or the server is gone: a box without suggestions still searches.
    }
  }

  private open({ completions, cards }: SuggestAnswer): void {
    const option = (address: string, ...children: (Node | string)[]): Suggestion => {
      const place = this.suggestionsSoFar++;
      const element = el("li", { role: "option", id: `suggestion-${place}`, "aria-selected": "false" }, children);
      // The press, not the click: the box loses the focus in between and would close the list.
      element.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.take(address);
      });
      return { address, element };
    };
    this.suggestionsSoFar = 0;
    this.suggestions = [
      ...completions.map((text) => option(addressOf(resultsOf(text)), icon("search"), text)),
      ...cards.map((card) =>
        option(
          addressOf({ name: "product", id: card.id, found: true }),
          el("img", { src: pictureOf(card.id), alt: "", width: 36, height: 36 }),
          this.session.in(card.title),
        ),
      ),
    ];
    this.marked = -1;
    fill(
      this.list,
      this.suggestions.map(({ element }) => element),
    );
    this.setOpen(this.suggestions.length > 0);
  }
  private suggestionsSoFar = 0;

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return; // Enter and arrows belong to whoever writes Chinese just now.
    if (event.key === "Escape") return this.close();
    if (event.key === "Enter" && this.marked >= 0) {
      event.preventDefault();
      return this.take(this.suggestions[this.marked]!.address);
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || this.suggestions.length === 0 || this.list.hidden) return;
    event.preventDefault();
    const places = this.suggestions.length + 1; // one more: the box itself
    this.mark(((this.marked + 1 + step + places) % places) - 1);
  }

  private mark(place: number): void {
    this.marked = place;
    this.suggestions.forEach(({ element }, n) => element.setAttribute("aria-selected", String(n === place)));
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `suggestion-${place}`);
    this.suggestions[place]?.element.scrollIntoView({ block: "nearest" });
  }

  private take(address: string): void {
    this.close();
    this.frame.go(address);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    this.setOpen(false);
  }

  private setOpen(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.input.removeAttribute("aria-activedescendant");
  }
}
