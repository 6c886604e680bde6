import type { Product } from "./products";
import { LEAVES } from "./vocabulary/categories";
import type { Shape } from "./vocabulary/category";
import { BRANDS, COLOURS } from "./vocabulary/words";

/** Outlines on a canvas of 200 × 200; `C` stands for the product's colour, `L` for the line colour. */
const OUTLINES: Readonly<Record<Shape, string>> = {
  bag: `<path d="M60 75h80l12 90H48z" fill="C"/><path d="M78 75c0-44 44-44 44 0" fill="none" stroke="L" stroke-width="6"/><path d="M62 120h76" stroke="L" stroke-width="3"/>`,
  board: `<rect x="45" y="55" width="110" height="100" rx="6" fill="C"/><rect x="57" y="67" width="86" height="76" fill="none" stroke="L" stroke-width="3"/>`,
  book: `<path d="M55 45h90v115H55z" fill="C"/><path d="M67 45v115" stroke="L" stroke-width="5"/><path d="M85 75h45M85 90h45" stroke="L" stroke-width="3"/>`,
  bottle: `<path d="M82 62h36v14q14 8 14 24v58q0 10-10 10H78q-10 0-10-10v-58q0-16 14-24z" fill="C"/><path d="M84 42h32v18H84z" fill="L"/>`,
  bow: `<path d="M100 100L50 70v60zM100 100l50-30v60z" fill="C"/><path d="M96 104l-22 58M104 104l22 58" stroke="C" stroke-width="12"/><circle cx="100" cy="100" r="12" fill="L"/>`,
  box: `<path d="M50 80l50-25 50 25v60l-50 25-50-25z" fill="C"/><path d="M50 80l50 25 50-25M100 105v60" fill="none" stroke="L" stroke-width="4"/>`,
  candle: `<path d="M66 90h68v66q0 8-8 8H74q-8 0-8-8z" fill="C"/><path d="M100 90V74" stroke="L" stroke-width="4"/><path d="M100 40q16 20 0 34q-16-14 0-34z" fill="L"/>`,
  device: `<rect x="55" y="60" width="90" height="90" rx="14" fill="C"/><circle cx="100" cy="105" r="25" fill="none" stroke="L" stroke-width="5"/><circle cx="100" cy="105" r="6" fill="L"/>`,
  garment: `<path d="M75 50h50l35 30-18 22-14-10v70H72V92L58 102 40 80z" fill="C"/><path d="M82 50c6 18 30 18 36 0" fill="none" stroke="L" stroke-width="4"/>`,
  glove: `<path d="M74 160V96q-4-34 14-38t16 10q4-16 16-12t8 24l-2 22q14-8 18 4t-22 36v18z" fill="C"/><path d="M72 146h52v16H72z" fill="L"/>`,
  headphones: `<path d="M52 118c0-78 96-78 96 0" fill="none" stroke="L" stroke-width="9"/><rect x="42" y="106" width="28" height="48" rx="12" fill="C"/><rect x="130" y="106" width="28" height="48" rx="12" fill="C"/>`,
  jar: `<path d="M62 72h76v78q0 12-12 12H74q-12 0-12-12z" fill="C"/><path d="M58 52h84v18H58z" fill="L"/><path d="M78 100h44v30H78z" fill="none" stroke="L" stroke-width="3"/>`,
  jug: `<path d="M65 85q35-26 70 0l8 60q-43 26-86 0z" fill="C"/><path d="M65 95L40 78" stroke="C" stroke-width="10"/><path d="M137 95c32 0 32 44 4 44" fill="none" stroke="L" stroke-width="7"/><circle cx="100" cy="66" r="7" fill="L"/>`,
  keyboard: `<rect x="30" y="75" width="140" height="62" rx="8" fill="C"/><path d="M42 90h116M42 106h116" stroke="L" stroke-width="9" stroke-dasharray="11 6"/><path d="M70 123h60" stroke="L" stroke-width="8"/>`,
  lamp: `<path d="M72 50h56l18 52H54z" fill="C"/><path d="M100 102v50M72 155h56" stroke="L" stroke-width="7"/>`,
  mouse: `<path d="M68 90c0-50 64-50 64 0v34c0 50-64 50-64 0z" fill="C"/><path d="M68 98h64M100 56v42" stroke="L" stroke-width="4"/>`,
  mug: `<path d="M62 70h76v80q0 12-12 12H74q-12 0-12-12z" fill="C"/><path d="M58 60h84v12H58z" fill="L"/><path d="M138 90c28 0 28 40 0 40" fill="none" stroke="C" stroke-width="8"/>`,
  pan: `<circle cx="85" cy="105" r="46" fill="C"/><circle cx="85" cy="105" r="34" fill="none" stroke="L" stroke-width="3"/><path d="M128 95l48-22" stroke="L" stroke-width="10"/>`,
  phone: `<rect x="66" y="38" width="68" height="128" rx="12" fill="C"/><rect x="76" y="48" width="26" height="30" rx="7" fill="L"/>`,
  pot: `<path d="M64 108h72l-10 54H74z" fill="C"/><path d="M58 94h84v16H58z" fill="L"/><path d="M100 94V62M100 78c-30 0-34-16-32-30 20 0 32 10 32 30zM100 72c26 0 32-16 30-30-20 0-30 10-30 30z" fill="#5f8f4e" stroke="#4b753c" stroke-width="3"/>`,
  shoe: `<path d="M50 85h38l22 26 42 12q10 4 8 22H50z" fill="C"/><path d="M48 148h114" stroke="L" stroke-width="8"/><path d="M88 94l-12 8M98 106l-12 8" stroke="L" stroke-width="3"/>`,
  tent: `<path d="M100 50l62 105H38z" fill="C"/><path d="M100 80l28 75H72z" fill="L"/>`,
  textile: `<path d="M45 70q28-16 55 0t55 0v75q-28 16-55 0t-55 0z" fill="C"/><path d="M45 90q28-16 55 0t55 0" fill="none" stroke="L" stroke-width="3"/>`,
  tool: `<path d="M96 40h14l6 80H90z" fill="C"/><path d="M88 120h30l-3 45q-12 8-24 0z" fill="L"/>`,
  toy: `<circle cx="68" cy="66" r="18" fill="C"/><circle cx="132" cy="66" r="18" fill="C"/><circle cx="100" cy="106" r="50" fill="C"/><circle cx="84" cy="98" r="5" fill="L"/><circle cx="116" cy="98" r="5" fill="L"/><path d="M84 120c8 12 24 12 32 0" fill="none" stroke="L" stroke-width="5"/>`,
};

/**
 * A drawing of the product in its colour, as SVG text of 200 × 200: the outline of its kind, the brand's initial, and
 * the English title for screen readers. The same product always gives the same text.
 */
export function drawPicture(product: Product): string {
  const colour = COLOURS[product.colour]!.hex;
  const drawing = OUTLINES[LEAVES[product.leaf]!.shape]
    .replaceAll('"C"', `"${colour}"`)
    .replaceAll('"L"', `"${mix(colour, "#000000", 0.45)}"`);
  const title = escapeXml(product.title.en);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" role="img" aria-label="${title}">` +
    `<title>${title}</title><rect width="200" height="200" fill="${mix(colour, "#ffffff", 0.78)}"/>${drawing}` +
    `<text x="186" y="190" font-family="serif" font-size="18" text-anchor="end" fill="#555555">` +
    `${escapeXml(BRANDS[product.brand]!.en.charAt(0))}</text></svg>\n`
  );
}

/** Colour `share` of the way from one `#rrggbb` to another. */
function mix(from: string, to: string, share: number): string {
  const channel = (text: string, at: number): number => parseInt(text.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - share) + channel(to, at) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
