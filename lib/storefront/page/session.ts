import type { Language, Said, StartAnswer, Visitor, Words } from "./contract.js";
import { api, type EventType } from "./api.js";
import { LOCALES, WORDS } from "./words.js";

/** Something the customer did, for the panel. */
export interface Deed {
  readonly type: EventType;
  readonly title: Words;
}

/** Who is shopping, in which language, and what lies in the basket. Survives a reload; nothing of it leaves the browser. */
export class Session {
  language: Language;
  visitor: Visitor;
  /** Who filled the shelves of the place that is shown. */
  said: readonly Said[] = [];
  /** Arm of the experiment, once the server has said it. */
  arm: string | undefined;
  private readonly deeds = new Map<string, Deed[]>();
  private readonly money: Intl.NumberFormat[];

  /** @param start what the server said first */
  constructor(readonly start: StartAnswer) {
    const saved = localStorage.getItem("language");
    const wished = navigator.languages[0] ?? "en";
    this.language = saved === "en" || saved === "zh" ? saved : wished.startsWith("zh") ? "zh" : "en";
    const kind = sessionStorage.getItem("visitor");
    this.visitor = start.visitors.find((visitor) => visitor.kind === kind) ?? start.visitors[0]!;
    const style = { style: "currency", currency: start.currency } as const;
    this.money = [new Intl.NumberFormat(LOCALES.en, style), new Intl.NumberFormat(LOCALES.zh, style)];
  }

  /** Id of the customer. Somebody new is somebody else in each tab. */
  get customer(): string {
    if (this.visitor.kind !== "new") return this.visitor.id;
    const known = sessionStorage.getItem("guest");
    if (known !== null) return known;
    const digits = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36));
    const made = `guest-${digits.join("")}`;
    sessionStorage.setItem("guest", made);
    return made;
  }

  /** What the page says, in the language of the customer. */
  say(name: keyof typeof WORDS): string {
    return WORDS[name][this.language];
  }

  /** What the server says, in the language of the customer. */
  in(words: Words): string {
    return words[this.language];
  }

  price(amount: number): string {
    return this.money[this.language === "en" ? 0 : 1]!.format(amount);
  }

  speak(language: Language): void {
    this.language = language;
    localStorage.setItem("language", language);
  }

  become(visitor: Visitor): void {
    this.visitor = visitor;
    this.arm = undefined;
    sessionStorage.setItem("visitor", visitor.kind);
  }

  /** Tells the server what the customer did, and keeps it for the panel. */
  did(type: EventType, id: string, title: Words): void {
    api.tell(this.customer, id, type);
    this.deeds.set(this.customer, [{ type, title }, ...this.lately].slice(0, 8));
  }

  /** What the customer did since the page was opened, newest first. */
  get lately(): readonly Deed[] {
    return this.deeds.get(this.customer) ?? [];
  }

  /** Pieces by product. */
  get basket(): ReadonlyMap<string, number> {
    try {
      return new Map(JSON.parse(localStorage.getItem(`basket ${this.customer}`) ?? "[]") as [string, number][]);
    } catch {
      return new Map();
    }
  }

  /** Sets how many pieces of a product lie in the basket; 0 takes it out. */
  put(id: string, pieces: number): void {
    const basket = new Map(this.basket);
    if (pieces > 0) basket.set(id, pieces);
    else basket.delete(id);
    localStorage.setItem(`basket ${this.customer}`, JSON.stringify([...basket]));
  }

  emptyBasket(): void {
    localStorage.removeItem(`basket ${this.customer}`);
  }
}
