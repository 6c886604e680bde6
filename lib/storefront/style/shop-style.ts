import { FRAME } from "./frame";
import { GOODS } from "./goods";
import { TOKENS } from "./tokens";

/** The style sheet of the shop. */
export const SHOP_STYLE: string = [TOKENS, FRAME, GOODS].join("");
