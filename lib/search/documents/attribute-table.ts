import { requireFinite, ValueError } from "../../contracts";

/** A facet's values: one string per document, or none. */
interface FacetColumn {
  readonly codeOf: Map<string, number>;
  readonly values: string[];
  /** By document; -1 where there is none. */
  readonly codes: number[];
}

/** How many documents have one value of a facet. */
export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** What limits a search besides its words. */
export interface SearchFilters {
  /** By facet, the values of which a document must have one. An empty list lets nothing through. */
  readonly facets?: Readonly<Record<string, readonly string[]>>;
  /** By number, the least and the largest allowed value, both included; -Infinity and Infinity leave a side open. */
  readonly ranges?: Readonly<Record<string, readonly [least: number, most: number]>>;
}

/** What documents are besides their texts: facets (brand, colour, category) and numbers (price). */
export class AttributeTable {
  private readonly facets: ReadonlyMap<string, FacetColumn>;
  /** By document; NaN where there is none. */
  private readonly numbers: ReadonlyMap<string, number[]>;

  constructor(facets: readonly string[], numbers: readonly string[]) {
    this.facets = new Map(facets.map((name) => [name, { codeOf: new Map(), values: [], codes: [] }]));
    this.numbers = new Map(numbers.map((name) => [name, []]));
  }

  /** Throws ValueError where a document names an attribute that the index does not have, or a number is not finite. */
  check(facets: Readonly<Record<string, string>>, numbers: Readonly<Record<string, number>>): void {
    for (const name of Object.keys(facets)) requireKnown("facet", name, this.facets);
    for (const [name, value] of Object.entries(numbers)) {
      requireKnown("number", name, this.numbers);
      requireFinite(`numbers.${name}`, value);
    }
  }

  /** Takes what is known about the next document. */
  add(facets: Readonly<Record<string, string>>, numbers: Readonly<Record<string, number>>): void {
    for (const [name, { codeOf, values, codes }] of this.facets) {
      const value = facets[name];
      if (value !== undefined && !codeOf.has(value)) codeOf.set(value, values.push(value) - 1);
      codes.push(value === undefined ? -1 : codeOf.get(value)!);
    }
    for (const [name, column] of this.numbers) column.push(numbers[name] ?? NaN);
  }

  /** A facet as it is saved: its values, and which of them each document has, -1 for none. */
  savedFacet(name: string): { values: readonly string[]; codes: Int32Array } {
    const { values, codes } = this.facets.get(name)!;
    return { values, codes: Int32Array.from(codes) };
  }

  /** A number as it is saved: one per document, NaN for none. */
  savedNumber(name: string): Float64Array {
    return Float64Array.from(this.numbers.get(name)!);
  }

  /** Takes a saved facet into a table of no documents. */
  restoreFacet(name: string, values: readonly string[], codes: Int32Array): void {
    const column = this.facets.get(name)!;
    for (const value of values) column.codeOf.set(value, column.values.push(value) - 1);
    for (const code of codes) column.codes.push(code);
  }

  /** Takes a saved number into a table of no documents. */
  restoreNumber(name: string, values: Float64Array): void {
    const column = this.numbers.get(name)!;
    for (const value of values) column.push(value);
  }

  /** The facets of a document, by name; those it lacks are left out. */
  facetsOf(document: number): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [name, { values, codes }] of this.facets) {
      const code = codes[document]!;
      if (code >= 0) found[name] = values[code]!;
    }
    return found;
  }

  /** The numbers of a document, by name; those it lacks are left out. */
  numbersOf(document: number): Record<string, number> {
    const found: Record<string, number> = {};
    for (const [name, column] of this.numbers) if (!Number.isNaN(column[document])) found[name] = column[document]!;
    return found;
  }

  /**
   * Takes from a mask the documents that filters keep out. A document without the attribute is out.
   *
   * @param mask by document, 0 for those that are out already; changed
   * @throws ValueError when a filter names an unknown attribute or a range is out of order
   */
  applyFilters(mask: Uint8Array, { facets = {}, ranges = {} }: SearchFilters): void {
    for (const [name, wanted] of Object.entries(facets)) {
      requireKnown("facet", name, this.facets);
      const { codeOf, codes } = this.facets.get(name)!;
      const allowed = new Set(wanted.map((value) => codeOf.get(value)));
      for (let document = 0; document < mask.length; document++) {
        if (!allowed.has(codes[document]!)) mask[document] = 0;
      }
    }
    for (const [name, [least, most]] of Object.entries(ranges)) {
      requireKnown("number", name, this.numbers);
      if (!(least <= most)) throw new ValueError(`ranges.${name} must be [least, most], received [${least}, ${most}]`);
      const column = this.numbers.get(name)!;
      for (let document = 0; document < mask.length; document++) {
        if (!(column[document]! >= least && column[document]! <= most)) mask[document] = 0;
      }
    }
  }

  /** How often each value of each facet stands among the documents of a mask: most first, equals by code-unit order. */
  countFacets(mask: Uint8Array): Record<string, FacetCount[]> {
    const counted: Record<string, FacetCount[]> = {};
    for (const [name, { values, codes }] of this.facets) {
      const counts = new Uint32Array(values.length);
      for (let document = 0; document < mask.length; document++) {
        if (mask[document] !== 0 && codes[document]! >= 0) counts[codes[document]!]!++;
      }
      counted[name] = values
        .map((value, code) => ({ value, count: counts[code]! }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    }
    return counted;
  }
}

function requireKnown(kind: "facet" | "number", name: string, known: ReadonlyMap<string, unknown>): void {
  if (known.has(name)) return;
  const names = [...known.keys()].join(", ") || "none";
  throw new ValueError(`the index has no ${kind} ${JSON.stringify(name)}; it has ${names}`);
}
