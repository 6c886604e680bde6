import { textWidth } from "./text-width";

/** As much of an SVG element as its size depends on. */
export interface SvgElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly children: ArrayLike<SvgElement>;
  readonly parentElement: SvgElement | null;
  readonly style?: { readonly fontSize?: string; readonly textAnchor?: string };
  getAttribute(name: string): string | null;
}

/** What browsers answer to getBBox and getBoundingClientRect, both at once. */
export type Box = Readonly<Record<"x" | "y" | "width" | "height" | "left" | "right" | "top" | "bottom", number>>;

/** An affine map: x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
type Ends = readonly [left: number, top: number, right: number, bottom: number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** Box in the element's own coordinates: its texts, rectangles and images. Paths count as nothing. */
export function ownBox(element: SvgElement): Box {
  return asBox(endsOf(element, identity), [0, 0]);
}

/** Box in the coordinates of the outermost picture, with all transforms on the way applied. */
export function pageBox(element: SvgElement): Box {
  let matrix = identity;
  for (let at: SvgElement | null = element; at !== null; at = at.parentElement)
    matrix = multiply(transformOf(at), matrix);
  return asBox(endsOf(element, matrix), [matrix[4], matrix[5]]);
}

function endsOf(element: SvgElement, matrix: Matrix): Ends | undefined {
  if (element.tagName === "text") return mapped(textEnds(element), matrix);
  if (element.tagName === "rect" || element.tagName === "image") return mapped(rectangleEnds(element), matrix);
  let all: Ends | undefined;
  for (const child of Array.from(element.children)) {
    if (child.tagName === "defs" || child.tagName === "clipPath") continue;
    const ends = endsOf(child, multiply(matrix, transformOf(child)));
    if (ends !== undefined) all = all === undefined ? ends : union(all, ends);
  }
  return all;
}

/** Ascent and descent of a line of text, and the distance of lines, in units of the font size, as plotly spaces them. */
const [ASCENT, DESCENT, LINE] = [0.93, 0.24, 1.3];

function textEnds(element: SvgElement): Ends | undefined {
  const size = fontSizeOf(element);
  const lines = Array.from(element.children).filter((child) => child.getAttribute("class") === "line");
  const texts = lines.length > 0 ? lines.map((line) => line.textContent ?? "") : [element.textContent ?? ""];
  const width = Math.max(...texts.map((text) => textWidth(text, size)));
  if (width === 0) return undefined;
  const [x, y] = [numberOf(element, "x"), numberOf(element, "y")];
  const anchor = element.style?.textAnchor || element.getAttribute("text-anchor");
  const left = x - width * (anchor === "middle" ? 0.5 : anchor === "end" ? 1 : 0);
  return [left, y - ASCENT * size, left + width, y + (DESCENT + LINE * (texts.length - 1)) * size];
}

function rectangleEnds(element: SvgElement): Ends | undefined {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => numberOf(element, name)) as [
    number,
    number,
    number,
    number,
  ];
  return width > 0 && height > 0 ? [x, y, x + width, y + height] : undefined;
}

function fontSizeOf(element: SvgElement): number {
  for (let at: SvgElement | null = element; at !== null; at = at.parentElement) {
    const size = parseFloat(at.style?.fontSize ?? "");
    if (size > 0) return size;
  }
  return 12;
}

const numberOf = (element: SvgElement, name: string): number => parseFloat(element.getAttribute(name) ?? "") || 0;

function transformOf(element: SvgElement): Matrix {
  let matrix = identity;
  for (const [, name, list] of (element.getAttribute("transform") ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const values = (list!.match(/-?[\d.]+(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    matrix = multiply(matrix, stepOf(name!, values));
  }
  return matrix;
}

function stepOf(name: string, [first = 0, second = 0, third = 0, ...rest]: readonly number[]): Matrix {
  if (name === "translate") return [1, 0, 0, 1, first, second];
  if (name === "scale") return [first, 0, 0, second === 0 ? first : second, 0, 0];
  if (name === "matrix") return [first, second, third, rest[0] ?? 1, rest[1] ?? 0, rest[2] ?? 0];
  if (name !== "rotate") return identity;
  const [cos, sin] = [Math.cos((first * Math.PI) / 180), Math.sin((first * Math.PI) / 180)];
  return [cos, sin, -sin, cos, second - cos * second + sin * third, third - sin * second - cos * third];
}

function multiply(m: Matrix, n: Matrix): Matrix {
  const [a, b, c, d, e, f] = m;
  return [
    a * n[0] + c * n[1],
    b * n[0] + d * n[1],
    a * n[2] + c * n[3],
    b * n[2] + d * n[3],
    a * n[4] + c * n[5] + e,
    b * n[4] + d * n[5] + f,
  ];
}

function mapped(ends: Ends | undefined, [a, b, c, d, e, f]: Matrix): Ends | undefined {
  if (ends === undefined) return undefined;
  const [left, top, right, bottom] = ends;
  const corners = [left, right].flatMap((x) =>
    [top, bottom].map((y) => [a * x + c * y + e, b * x + d * y + f] as const),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function union(one: Ends, two: Ends): Ends {
  return [Math.min(one[0], two[0]), Math.min(one[1], two[1]), Math.max(one[2], two[2]), Math.max(one[3], two[3])];
}

function asBox(ends: Ends | undefined, origin: readonly [number, number]): Box {
  const [left, top, right, bottom] = ends ?? [...origin, ...origin];
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}
