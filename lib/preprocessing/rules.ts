import type { CleaningRule } from "./clean-rows";
import { type Column, isMissing, requireColumn, requireNumeric, textAt } from "./columns";
import { findDuplicates } from "./duplicates";

/** Drops rows in which the column is missing. */
export function dropMissing(column: string, why = `${column} is not known`): CleaningRule {
  return {
    name: `no ${column}`,
    why,
    drops: (table) => {
      const cells = requireColumn(table, column);
      return mark(table.rows, (row) => isMissing(cells, row));
    },
  };
}

/** Drops rows whose number is 0, negative or missing. */
export function dropNonPositive(column: string, why = `${column} is not above 0`): CleaningRule {
  return {
    name: `${column} not above 0`,
    why,
    drops: (table) => {
      const numbers = requireNumeric(table, column);
      return mark(table.rows, (row) => !(numbers[row]! > 0));
    },
  };
}

/** Drops rows whose text matches (or, with `keep`, does not match) a pattern; a missing cell matches nothing. */
export function dropByText(
  column: string,
  pattern: RegExp,
  { name, why, keep = false }: { name: string; why: string; keep?: boolean },
): CleaningRule {
  return {
    name,
    why,
    drops: (table) => {
      const matches = matcher(requireColumn(table, column), pattern);
      return mark(table.rows, (row) => matches(row) !== keep);
    },
  };
}

/** Drops rows that repeat an earlier one in the named columns, or in all. */
export function dropDuplicates(
  by?: readonly string[],
  why = "the same line twice is a slip of the till",
): CleaningRule {
  return { name: "duplicates", why, drops: (table) => findDuplicates(table, { by }) };
}

/** Names of the columns of a sales log, if they are not those of Online Retail. */
export interface RetailColumns {
  readonly invoice: string;
  readonly item: string;
  readonly quantity: string;
  readonly price: string;
  readonly customer: string;
}

/**
 * The rules for a sales log that is to become "who bought what": no customer, cancellations, codes that are no product,
 * quantities and prices not above 0, duplicates; in this order.
 *
 * @param columns              names of the columns; those of the data set Online Retail unless given
 * @param options              how to tell goods from the rest
 * @param options.cancellation what the invoice number of a cancellation looks like; a leading C unless given
 * @param options.product      what a product's code looks like; five digits, or DCGS and more, at its beginning unless
 *                             given: that leaves out postage (POST), fees (AMAZONFEE), manual entries (M), discounts (D),
 *                             vouchers
 */
export function retailRules(
  columns: RetailColumns = ONLINE_RETAIL,
  { cancellation = /^C/i, product = /^(\d{5}|DCGS)/i }: { cancellation?: RegExp; product?: RegExp } = {},
): CleaningRule[] {
  return [
    dropMissing(columns.customer, "nobody to recommend to"),
    dropByText(columns.invoice, cancellation, { name: "cancellations", why: "what was given back is no purchase" }),
    dropByText(columns.item, product, { name: "not a product", why: "postage and fees are not for sale", keep: true }),
    dropNonPositive(columns.quantity, "corrections of stock are no purchases"),
    dropNonPositive(columns.price, "gifts, samples and bookings are no purchases"),
    dropDuplicates(),
  ];
}

const ONLINE_RETAIL: RetailColumns = {
  invoice: "InvoiceNo",
  item: "StockCode",
  quantity: "Quantity",
  price: "UnitPrice",
  customer: "CustomerID",
};

function mark(rows: number, drops: (row: number) => boolean): Uint8Array {
  const marks = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) if (drops(row)) marks[row] = 1;
  return marks;
}

/** Each distinct text is matched once. */
function matcher(column: Column, pattern: RegExp): (row: number) => boolean {
  const test = (text: string): boolean => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).test(text);
  if (column instanceof Float64Array) return (row) => !isMissing(column, row) && test(textAt(column, row)!);
  const known = column.dictionary.map(test);
  return (row) => known[column.codes[row]!] ?? false;
}
