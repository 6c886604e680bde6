import { requireOneOf, ValueError } from "../contracts";
import type { CodedColumn } from "./columns";

/** What an encoder of categories learnt; plain data, to be saved as JSON. */
export interface CategorySettings {
  /** The distinct texts of the training rows, in ascending order of their UTF-16 units. */
  readonly categories: readonly string[];
  /** What happens to a text that the training rows did not hold: it is told apart from all, or refused. */
  readonly unknown: UnknownRule;
}

/** "ignore": a new text belongs to no category; "error": it is refused. */
export type UnknownRule = "ignore" | "error";

/** The distinct texts that some row holds: a dictionary may know more, after rows were dropped. */
export function categoriesOf({ codes, dictionary }: CodedColumn): string[] {
  const used = new Uint8Array(dictionary.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  const categories = dictionary.filter((_, code) => used[code] === 1).sort();
  if (categories.length === 0) throw new ValueError("column must hold at least one text to learn from, received none");
  return categories;
}

/** Where each text of a column's dictionary stands among the categories. A text is looked up once, not once a row. */
export class CategoryLookup {
  private readonly places: ReadonlyMap<string, number>;

  constructor(private readonly settings: CategorySettings) {
    requireOneOf("unknown", settings.unknown, ["ignore", "error"]);
    this.places = new Map(settings.categories.map((text, place) => [text, place]));
    if (this.places.size < settings.categories.length) throw new ValueError("categories must differ, one stands twice");
  }

  /** [dictionary] The category of each text, -1 for a new one. */
  placesOf({ codes, dictionary }: CodedColumn): Int32Array {
    const places = Int32Array.from(dictionary, (text) => this.places.get(text) ?? -1);
    if (this.settings.unknown === "error") {
      const fresh = codes.find((code) => code >= 0 && places[code] === -1);
      if (fresh !== undefined) {
        throw new ValueError(
          `column must hold texts of the training rows, received ${JSON.stringify(dictionary[fresh])}`,
        );
      }
    }
    return places;
  }
}
