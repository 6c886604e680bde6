/** Typed arrays that may travel between processes, by name. */
const TYPED = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
} as const;

/** Nesting and number of parts that a value may have: enough for an answer, too little to hurt whoever reads it. */
const MOST_DEPTH = 40;
const MOST_PARTS = 2_000_000;

type TypedName = keyof typeof TYPED;
type Tagged = { readonly $: string; readonly v: unknown };

/**
 * A value as plain JSON data: numbers that JSON lacks, `undefined`, bigints, typed arrays, maps, sets and dates become
 * `{"$": kind, "v": ...}`. Getters are read once; what is no data (a function, a symbol) becomes `{"$": "other", "v": its
 * kind}`, which equals nothing. An object of a class becomes its own enumerable properties.
 *
 * @param value any value; the reader decides what to think of it
 * @returns what `JSON.stringify` can write, and {@link decodeValue} can read
 * @throws RangeError when it is nested deeper than 40 levels (a circle is) or has over two million parts
 */
export function encodeValue(value: unknown): unknown {
  return encode(value, 0, { parts: 0 });
}

function encode(value: unknown, depth: number, count: { parts: number }): unknown {
  if (++count.parts > MOST_PARTS) throw new RangeError(`a value may have at most ${MOST_PARTS} parts`);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : tag("number", Object.is(value, -0) ? "-0" : String(value));
    case "undefined":
      return tag("undefined", 0);
    case "bigint":
      return tag("bigint", String(value));
    case "object":
      return value === null ? null : encodeObject(value, depth, count);
    default:
      return tag("other", typeof value);
  }
}

function encodeObject(value: object, depth: number, count: { parts: number }): unknown {
  if (depth >= MOST_DEPTH)
    throw new RangeError(`a value may be nested ${MOST_DEPTH} levels deep, and may hold no circle`);
  const inner = (part: unknown): unknown => encode(part, depth + 1, count);
  if (Array.isArray(value)) return Array.from(value, inner);
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    return name in TYPED ? tag(name, Array.from(value as Float64Array, inner)) : tag("other", name);
  }
  if (value instanceof Map)
    return tag(
      "Map",
      Array.from(value, ([key, entry]) => [inner(key), inner(entry)]),
    );
  if (value instanceof Set) return tag("Set", Array.from(value, inner));
  if (value instanceof Date) return tag("Date", inner(value.getTime()));
  if (value instanceof Promise) return tag("other", "promise");
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [key, inner(part)]);
  // A plain object that looks like a tag is wrapped, so that nobody can smuggle one in.
  const plain = Object.fromEntries(entries);
  return Object.hasOwn(plain, "$") ? tag("object", entries) : plain;
}

const tag = ($: string, v: unknown): Tagged => ({ $, v });

/** What stands for something that is no data. It equals nothing, itself included. */
export class NotData {
  constructor(readonly kind: string) {}
}

/**
 * The value that {@link encodeValue} wrote. Made for data of strangers: only the kinds above come out, always as fresh
 * plain data, and whatever is malformed is {@link NotData}.
 */
export function decodeValue(data: unknown): unknown {
  if (data === null || typeof data !== "object") return data;
  if (Array.isArray(data)) return data.map(decodeValue);
  if (Object.hasOwn(data, "$")) return decodeTagged(data as Tagged);
  return fromEntries(Object.entries(data));
}

function decodeTagged({ $: kind, v: content }: Tagged): unknown {
  if (kind === "undefined") return undefined;
  if (kind === "number") return content === "-0" ? -0 : Number(content);
  if (kind === "bigint")
    return typeof content === "string" && /^-?\d{1,10000}$/.test(content) ? BigInt(content) : new NotData("bigint");
  if (kind === "Date") return new Date(Number(decodeValue(content)));
  if (!Array.isArray(content)) return new NotData(kind === "other" ? String(content).slice(0, 40) : "malformed");
  const parts = content as unknown[];
  if (kind === "Set") return new Set(parts.map(decodeValue));
  if (Object.hasOwn(TYPED, kind)) return TYPED[kind as TypedName].from(parts.map((part) => Number(decodeValue(part))));
  if (!parts.every((part) => Array.isArray(part) && part.length === 2)) return new NotData("malformed");
  const pairs = parts as [unknown, unknown][];
  if (kind === "Map") return new Map(pairs.map(([key, part]) => [decodeValue(key), decodeValue(part)]));
  return kind === "object" ? fromEntries(pairs.map(([key, part]) => [String(key), part])) : new NotData("malformed");
}

/** `__proto__` stays a name like any other. */
function fromEntries(entries: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([key, part]) => [key, decodeValue(part)]));
}
