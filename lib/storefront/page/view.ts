import type { Said } from "./contract.js";
import type { Child } from "./dom.js";

/** What a place shows. */
export interface View {
  /** For the browser's tab. */
  readonly title: string;
  readonly content: Child;
  /** Who filled its shelves. */
  readonly said: readonly Said[];
}

/** What places can ask of the frame around them. */
export interface Frame {
  /** Goes to an address of the shop. */
  go(address: string): void;
  /** Shows the place again. */
  refresh(): void;
  /** Says something in passing, also to those who only hear. */
  notice(text: string): void;
  /** Draws again what depends on the basket and on what was done. */
  update(): void;
}
