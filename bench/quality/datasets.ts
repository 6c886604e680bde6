import {
  asText,
  type Column,
  findDataset,
  readTable,
  requireColumn,
  requireNumbers,
  type Table,
} from "cartwright/data";
import { type CodedColumn, type Events, eventsFromColumns, type Split, splitByTime } from "cartwright/interactions";
import { BenchFailure } from "../frame/failure";

const WEEK = 7 * 24 * 3600 * 1000;

/** What is known about an item besides who bought it. */
export interface ItemColumn {
  readonly name: string;
  readonly kind: "text" | "category";
  /** One per item, in the events' order; empty where nothing is known. */
  readonly texts: readonly string[];
}

/** Purchases, cut twice: what tunes a model, and what judges it once at the end. */
export interface QualityData {
  readonly name: string;
  /** How rows were chosen and where the cuts lie, for the table. */
  readonly description: string;
  /** Train before the validation period, test in it. */
  readonly validation: Split;
  /** Train before the test period (the validation period included), test in it. */
  readonly test: Split;
  readonly items: readonly ItemColumn[];
}

/** The data sets by name. */
export const qualityData: Readonly<Record<string, () => Promise<QualityData>>> = {
  "online-retail": onlineRetail,
  "complete-journey": completeJourney,
};

async function onlineRetail(): Promise<QualityData> {
  const table = await readTable(fileOf("online-retail", "transactions.csv.gz"));
  const [invoice, item, customer] = ["InvoiceNo", "StockCode", "CustomerID"].map((name) => textOf(table, name));
  const quantity = requireNumbers(table, "Quantity").values;
  const time = requireColumn(table, "InvoiceDate");
  const isSale = (row: number): boolean =>
    customer!.codes[row]! >= 0 &&
    !cell(invoice!, row).startsWith("C") &&
    /^\d{5}/.test(cell(item!, row)) &&
    quantity[row]! > 0;
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row).filter(isSale);
  const events = eventsFromColumns({
    user: pick(customer!, rows),
    item: pick(item!, rows),
    time: timesOf(time, rows),
  });
  const description = textOf(table, "Description");
  return {
    name: "online-retail",
    description:
      "Rows with a customer, a product code (five digits) and a quantity above 0, no cancellations. " +
      "Validation: 2011-07-01 to 2011-08-31; test: from 2011-09-01.",
    validation: splitByTime(events, { cutoff: "2011-07-01", until: "2011-09-01" }),
    test: splitByTime(events, { cutoff: "2011-09-01" }),
    items: [{ name: "Description", kind: "text", texts: firstTexts(events, item!, description) }],
  };
}

async function completeJourney(): Promise<QualityData> {
  const table = await readTable(fileOf("complete-journey", "transactions.csv.gz"));
  const products = await readTable(fileOf("complete-journey", "products.csv.gz"));
  const weeks = requireNumbers(table, "week").values;
  const events = eventsFromColumns({
    user: textOf(table, "household_id"),
    item: textOf(table, "product_id"),
    time: weeks.map((week) => week * WEEK),
  });
  const id = textOf(products, "product_id");
  const names = ["department", "brand", "product_category", "product_type"];
  return {
    name: "complete-journey",
    description: "All rows. Validation: weeks 36 to 40; test: weeks 41 to 45.",
    validation: splitByTime(events, { cutoff: 36 * WEEK, until: 41 * WEEK }),
    test: splitByTime(events, { cutoff: 41 * WEEK }),
    items: names.map((name) => ({ name, kind: "category", texts: firstTexts(events, id, textOf(products, name)) })),
  };
}

function fileOf(dataset: string, file: string): string {
  const found = findDataset(dataset);
  if (found === undefined) {
    throw new BenchFailure(
      `${dataset} is not on this machine: cartwright data get ${dataset}, or name a mirror in CARTWRIGHT_DATA`,
    );
  }
  return found.files[file]!;
}

function textOf(table: Table, name: string): CodedColumn {
  return asText(requireColumn(table, name));
}

function timesOf(column: Column, rows: Uint32Array): Float64Array {
  if (column.kind !== "time") throw new BenchFailure(`column ${column.name} does not hold times`);
  return Float64Array.from(rows, (row) => column.values[row]!);
}

function cell({ codes, dictionary }: CodedColumn, row: number): string {
  return dictionary[codes[row]!] ?? "";
}

function pick({ codes, dictionary }: CodedColumn, rows: Uint32Array): CodedColumn {
  return { codes: Int32Array.from(rows, (row) => codes[row]!), dictionary };
}

/** For each item of the events the first text of the rows with its id that is not empty. */
function firstTexts({ itemIds }: Events, ids: CodedColumn, texts: CodedColumn): string[] {
  const first = new Array<string>(itemIds.size).fill("");
  for (let row = 0; row < ids.codes.length; row++) {
    const item = itemIds.indexOf(cell(ids, row));
    if (item !== undefined && first[item] === "") first[item] = cell(texts, row);
  }
  return first;
}
