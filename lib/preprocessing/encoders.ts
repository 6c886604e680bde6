import { requireLength } from "../contracts";
import { categoriesOf, CategoryLookup, type CategorySettings, type UnknownRule } from "./categories";
import type { CodedColumn, NumericColumn } from "./columns";

/** A number for each category: 0, 1, 2, ... in alphabetical order; -1 for a new text, NaN for a missing one. */
export class OrdinalEncoder {
  private readonly lookup: CategoryLookup;

  /** @throws ValueError when a category stands twice */
  constructor(readonly settings: CategorySettings) {
    this.lookup = new CategoryLookup(settings);
  }

  /** @throws ValueError when a text is new and the rule is "error" */
  apply(column: CodedColumn): NumericColumn {
    const places = this.lookup.placesOf(column);
    return Float64Array.from(column.codes, (code) => (code < 0 ? NaN : places[code]!));
  }

  /** Back to texts; what is no category's number (-1, NaN) becomes missing. */
  decode(numbers: NumericColumn): CodedColumn {
    const { categories } = this.settings;
    const codes = Int32Array.from(numbers, (n) => (Number.isInteger(n) && n >= 0 && n < categories.length ? n : -1));
    return { codes, dictionary: categories };
  }
}

/** A 0/1 column for each category. A missing or new text is 0 in all of them. */
export class OneHotEncoder {
  private readonly lookup: CategoryLookup;

  /** @throws ValueError when a category stands twice */
  constructor(readonly settings: CategorySettings) {
    this.lookup = new CategoryLookup(settings);
  }

  /**
   * @returns one column [rows] for each category, in the order of the categories
   * @throws ValueError when a text is new and the rule is "error"
   */
  apply(column: CodedColumn): NumericColumn[] {
    const places = this.lookup.placesOf(column);
    const columns = this.settings.categories.map(() => new Float64Array(column.codes.length));
    for (let row = 0; row < column.codes.length; row++) {
      const place = column.codes[row]! < 0 ? -1 : places[column.codes[row]!]!;
      if (place >= 0) columns[place]![row] = 1;
    }
    return columns;
  }

  /**
   * Back to texts: the category whose column is the greatest and above 0; a row of zeros becomes missing.
   *
   * @throws ShapeError when there is not one column for each category
   */
  decode(columns: readonly NumericColumn[]): CodedColumn {
    const { categories } = this.settings;
    requireLength("columns", columns.length, categories.length);
    const codes = new Int32Array(columns[0]?.length ?? 0).fill(-1);
    for (let row = 0; row < codes.length; row++) {
      let most = 0;
      for (let place = 0; place < columns.length; place++) {
        if (columns[place]![row]! > most) {
          most = columns[place]![row]!;
          codes[row] = place;
        }
      }
    }
    return { codes, dictionary: categories };
  }
}

/**
 * Learns the categories of the training rows.
 *
 * @throws ValueError when every cell is missing
 */
export function fitOrdinalEncoder(column: CodedColumn, unknown: UnknownRule = "ignore"): OrdinalEncoder {
  return new OrdinalEncoder({ categories: categoriesOf(column), unknown });
}

/**
 * Learns the categories of the training rows. Each becomes a column of 8 bytes a row: for texts with thousands of values
 * take {@link HashingEncoder} or {@link fitTargetEncoder}.
 *
 * @throws ValueError when every cell is missing
 */
export function fitOneHotEncoder(column: CodedColumn, unknown: UnknownRule = "ignore"): OneHotEncoder {
  return new OneHotEncoder({ categories: categoriesOf(column), unknown });
}
