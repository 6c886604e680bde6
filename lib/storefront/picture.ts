/** What a drawn picture shows of a product. */
export interface PictureTraits {
  /** Its name, for those who cannot see the picture. */
  readonly title: string;
  /** What kind of thing it is; products of one kind share a composition. */
  readonly kind: string;
  /** Its main colour, `#rrggbb`; a colour of the kind's own unless given. */
  readonly colour?: string;
}

/** Colours for products that name none. */
const EARTH = ["#c8654a", "#22335c", "#9caf88", "#d9a520", "#6b3a5b", "#2f5d3a", "#a33b32", "#8fc1e3"] as const;

/**
 * A picture for a product of which there is none: a still life of plain shapes in its colour, as SVG text of 200 × 200.
 * The kind decides what stands there, the title turns and moves it a little, so that one shelf shows many pictures and
 * each product always the same.
 *
 * @param traits what it shows
 * @param traits.title name of the product; any text, it is escaped
 * @param traits.kind  products of one kind look alike
 * @param traits.colour `#rrggbb`
 */
export function drawProductPicture({ title, kind, colour }: PictureTraits): string {
  const form = hash(kind);
  const own = hash(title);
  const main = colour ?? EARTH[form % EARTH.length]!;
  const wash = mix(main, "#ffffff", 0.8);
  const deep = mix(main, "#1b1510", 0.4);
  const name = escapeXml(title);
  const turn = (own % 31) - 15;
  const shift = (own >>> 5) % 24;
  const low = 118 + ((own >>> 10) % 12);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" role="img" aria-label="${name}"><title>${name}</title>` +
    `<rect width="200" height="200" fill="${wash}"/>` +
    `<circle cx="${128 + shift}" cy="${62 + (shift >> 1)}" r="${34 + (form % 14)}" fill="${mix(main, "#ffffff", 0.62)}"/>` +
    `<ellipse cx="100" cy="168" rx="66" ry="8" fill="${deep}" opacity=".16"/>` +
    `<g transform="rotate(${turn} 100 ${low})">${SHAPES[shapeFor(kind, form)]!(main, deep)}</g></svg>\n`
  );
}

/** Compositions around (100, 112), standing on y = 165. */
const SHAPES: readonly ((main: string, deep: string) => string)[] = [
  (main, deep) =>
    `<path d="M58 78h84l8 78q0 9-9 9H59q-9 0-9-9z" fill="${main}"/><path d="M76 78c0-36 48-36 48 0" fill="none" stroke="${deep}" stroke-width="7"/>`,
  (main, deep) =>
    `<rect x="62" y="62" width="76" height="103" rx="10" fill="${main}"/><path d="M78 84h44M78 100h44M78 116h28" stroke="${deep}" stroke-width="6" stroke-linecap="round"/>`,
  (main, deep) =>
    `<circle cx="100" cy="112" r="52" fill="${main}"/><circle cx="100" cy="112" r="26" fill="none" stroke="${deep}" stroke-width="7"/>`,
  (main, deep) => `<path d="M100 52l56 113H44z" fill="${main}"/><path d="M100 96l28 69H72z" fill="${deep}"/>`,
  (main, deep) =>
    `<path d="M50 84l50-26 50 26v54l-50 27-50-27z" fill="${main}"/><path d="M50 84l50 27 50-27M100 111v54" fill="none" stroke="${deep}" stroke-width="5"/>`,
  (main, deep) =>
    `<path d="M82 50h36v20q18 10 18 34v52q0 9-9 9H73q-9 0-9-9v-52q0-24 18-34z" fill="${main}"/><path d="M80 44h40v16H80z" fill="${deep}"/>`,
  (main, deep) =>
    `<rect x="46" y="104" width="108" height="61" rx="12" fill="${main}"/><rect x="60" y="70" width="80" height="46" rx="12" fill="${deep}"/>`,
  (main, deep) =>
    `<path d="M48 132q0-62 52-62t52 62v33H48z" fill="${main}"/><path d="M48 140h104" stroke="${deep}" stroke-width="7"/>`,
];

/** Words of a kind that ask for one of the shapes, by its place; the first that fits counts. */
const HINTS: readonly (readonly [RegExp, number])[] = [
  [/book|kindle|office|paper|card/i, 1],
  [/cloth|shoe|jewel|bag|luggage|fashion/i, 0],
  [/beauty|health|food|grocery|care|baby/i, 5],
  [/toy|game|craft|art/i, 4],
  [/sport|outdoor|patio|garden|pet/i, 3],
  [/electronic|music|audio|phone|video|tool|industrial/i, 2],
  [/home|kitchen|furniture|bed/i, 6],
];

function shapeFor(kind: string, form: number): number {
  return HINTS.find(([words]) => words.test(kind))?.[1] ?? form % SHAPES.length;
}

/** FNV-1a over the text's code units: 32 bits, the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** Colour `share` of the way from one `#rrggbb` to another. */
function mix(from: string, to: string, share: number): string {
  const channel = (text: string, at: number): number => parseInt(text.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - share) + channel(to, at) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function escapeXml(text: string): string {
  const plain = text.replace(/[^\t\n\r\x20-\uffff]/g, ""); // what XML cannot hold at all
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
