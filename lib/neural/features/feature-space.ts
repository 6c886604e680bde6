import { requireInteger, requireLength, ValueError } from "../../contracts";
import type { UserItemMatrix } from "../../interactions";

/** A property that every user, or every item, has one value of: brand, price range, country. */
export interface Field {
  readonly name: string;
  /** The value of each user or item, below `size`. Give "unknown" a number of its own. */
  readonly values: Uint32Array;
  /** Number of values there are. */
  readonly size: number;
}

/** What is known of users and items besides their ids. */
export interface FieldOptions {
  readonly userFields?: readonly Field[];
  readonly itemFields?: readonly Field[];
}

/** A field and where its values stand among all features. */
export interface PlacedField extends Field {
  /** Number of the field's first feature. */
  readonly start: number;
}

/**
 * The features of users and items: every value of every field has a number, the ids are fields too ("user", "item"), and
 * an example of a pair is the list of its features, those of the user first.
 */
export class FeatureSpace {
  readonly users: readonly PlacedField[];
  readonly items: readonly PlacedField[];
  /** Number of features. */
  readonly size: number;

  /**
   * @param userCount number of users
   * @param itemCount number of items
   * @param options   further fields
   * @throws ValueError when a value is not below its field's size, or two fields have one name; ShapeError when a field
   *         describes more or fewer users or items than there are
   */
  constructor(
    readonly userCount: number,
    readonly itemCount: number,
    { userFields = [], itemFields = [] }: FieldOptions = {},
  ) {
    for (const field of userFields) requireField(field, userCount);
    for (const field of itemFields) requireField(field, itemCount);
    const names = ["user", "item", ...[...userFields, ...itemFields].map(({ name }) => name)];
    const twice = names.find((name, n) => names.indexOf(name) !== n);
    if (twice !== undefined) throw new ValueError(`fields must have different names, received "${twice}" twice`);
    let start = 0;
    const place = (field: Field): PlacedField => {
      const placed = { ...field, start };
      start += field.size;
      return placed;
    };
    this.users = [ids("user", userCount), ...userFields].map(place);
    this.items = [ids("item", itemCount), ...itemFields].map(place);
    this.size = start;
  }

  /** Features of an example. */
  get width(): number {
    return this.users.length + this.items.length;
  }

  /** The field of this name, and which side's it is. */
  fieldNamed(side: "users" | "items", name: string): PlacedField {
    const field = this[side].find((one) => one.name === name);
    if (field !== undefined) return field;
    const known = this[side].map((one) => one.name).join(", ");
    throw new ValueError(`crosses must name fields of ${side} (${known}), received "${name}"`);
  }

  /** Which features occur in a contact: 1 or 0 each. What never occurs is never trained. */
  occurring({ rowStarts, items }: UserItemMatrix): Uint8Array {
    const occurs = new Uint8Array(this.size);
    for (let user = 0; user < this.userCount; user++) {
      if (rowStarts[user] === rowStarts[user + 1]) continue;
      for (const { start, values } of this.users) occurs[start + values[user]!] = 1;
    }
    for (const item of items) for (const { start, values } of this.items) occurs[start + values[item]!] = 1;
    return occurs;
  }
}

function ids(name: string, count: number): Field {
  return { name, values: Uint32Array.from({ length: count }, (_, id) => id), size: count };
}

function requireField({ name, values, size }: Field, count: number): void {
  requireInteger(`${name}.size`, size, 1);
  requireLength(`${name}.values`, values.length, count);
  const wild = values.findIndex((value) => value >= size);
  if (wild >= 0) throw new ValueError(`${name}.values must lie below ${size}, received ${values[wild]} at ${wild}`);
}
