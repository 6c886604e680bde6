import type { Said } from "./contract.js";
import { el, fill, icon } from "./dom.js";
import type { Session } from "./session.js";

/** What stands behind the shelves: which model said what, how long it took, and in which arm the customer is. */
export class Panel {
  readonly element = el("aside", { class: "panel", id: "panel", hidden: true });

  /** @param onClose hears that the customer closed it */
  constructor(
    private readonly session: Session,
    private readonly onClose: () => void,
  ) {}

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  show(open: boolean): void {
    this.element.hidden = !open;
    if (open) this.draw();
  }

  /** Draws it anew; costs nothing while it is closed. */
  draw(): void {
    if (!this.isOpen) return;
    const { session } = this;
    this.element.setAttribute("aria-label", session.say("panel"));
    fill(
      this.element,
      el(
        "div",
        { class: "panel-head" },
        el("h2", {}, session.say("panel")),
        el(
          "button",
          {
            class: "button quiet small",
            type: "button",
            "aria-label": session.say("closePanel"),
            on: { click: this.onClose },
          },
          icon("close"),
        ),
      ),
      el("p", {}, session.say("panelText")),
      this.saidView(),
      this.experimentView(),
      el("h3", {}, session.say("did")),
      this.deedsView(),
      el("h3", {}, session.say("origin")),
      el("p", {}, session.in(session.start.origin)),
    );
  }

  private saidView(): HTMLElement {
    const { session } = this;
    const slowest = Math.max(0.001, ...session.said.map(({ milliseconds }) => milliseconds));
    const row = ({ shelf, model, version, milliseconds }: Said): HTMLElement =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, session.say(shelf)),
        el("td", {}, el("span", { class: "model", title: version }, model)),
        el(
          "td",
          { class: "duration" },
          `${milliseconds.toFixed(2)} ms`,
          el("meter", { min: 0, max: slowest, value: milliseconds, "aria-hidden": "true" }),
        ),
      );
    return el(
      "table",
      { class: "said" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          (["shelf", "model", "time"] as const).map((name) => el("th", { scope: "col" }, session.say(name))),
        ),
      ),
      el("tbody", {}, session.said.map(row)),
    );
  }

  private experimentView(): HTMLElement | undefined {
    const { session } = this;
    const { experiment } = session.start;
    if (experiment === undefined) return undefined;
    const arm = session.arm === undefined ? session.say("noArm") : `${session.say("arm")} ${session.arm}`;
    return el(
      "p",
      { class: "experiment", id: "experiment" },
      `${session.say("experiment")} `,
      el("strong", {}, experiment),
      `: ${arm}`,
    );
  }

  private deedsView(): HTMLElement {
    const { session } = this;
    if (session.lately.length === 0) return el("p", {}, session.say("didNothing"));
    const items = session.lately.map(({ type, title }) =>
      el("li", {}, el("strong", {}, session.say(type === "buy" ? "bought" : type)), " ", session.in(title)),
    );
    return el("ol", { class: "deeds" }, items);
  }
}
