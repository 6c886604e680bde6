import { type ProgressListener } from "../contracts";
import { asText, guessColumns, readTable, type StringColumn, type Table } from "../data";
import type { IdVocabulary } from "../interactions";
import { requireFile } from "./option-values";
import type { ItemTexts } from "./recipes";
import { nameSome, note } from "./terminal";
import { UsageError } from "./usage-error";

/** Where the texts about items are. */
export interface ItemTextRequest {
  /** A file with a row per item; undefined when the events' own file says it. */
  readonly itemData?: string;
  readonly eventTable: Table;
  /** Column of the item's id in the events' file. */
  readonly eventItemColumn: string;
  readonly text: readonly string[];
  readonly category: readonly string[];
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * What is known about each item, one text per item for each column: the first that is not empty, where an item stands
 * in several rows.
 *
 * @throws UsageError when no column is named, or one is missing
 */
export async function readItemTexts(request: ItemTextRequest, items: IdVocabulary): Promise<ItemTexts[]> {
  const { itemData, eventTable, text, category, onProgress, signal } = request;
  if (text.length + category.length === 0) {
    throw new UsageError("this needs to know what is said about the items: --text COLUMN,... or --category COLUMN,...");
  }
  if (itemData !== undefined) await requireFile("--item-data", itemData);
  const table = itemData === undefined ? eventTable : await readTable(itemData, { onProgress, signal });
  const ids = column(table, "--item", itemColumn(request, table));
  const rows = rowsByItem(ids, items);
  const unknown = items.size - new Set(rows.filter((item) => item >= 0)).size;
  if (unknown > 0) note(`note: nothing is said about ${unknown} of ${items.size} items in ${table.file}`);
  return [
    ...text.map((name) => firstTexts(column(table, "--text", name), "text", rows, items.size)),
    ...category.map((name) => firstTexts(column(table, "--category", name), "category", rows, items.size)),
  ];
}

function itemColumn({ itemData, eventItemColumn }: ItemTextRequest, table: Table): string {
  const names = table.columns.map(({ name }) => name);
  if (itemData === undefined || names.includes(eventItemColumn)) return eventItemColumn;
  const guess = guessColumns(names).item;
  if (guess !== undefined) return guess;
  throw new UsageError(`--item-data: no column of ${itemData} looks like the item; it has ${nameSome(names)}`);
}

function column(table: Table, flag: string, name: string): StringColumn {
  const found = table.columns.find((one) => one.name === name);
  if (found !== undefined) return asText(found);
  const names = nameSome(table.columns.map((one) => one.name));
  throw new UsageError(`${flag}: ${table.file} has no column ${JSON.stringify(name)}; it has ${names}`);
}

/** For each row of the table the item it is about, -1 for none of ours. */
function rowsByItem({ codes, dictionary }: StringColumn, items: IdVocabulary): Int32Array {
  const itemOfCode = Int32Array.from(dictionary, (id) => items.indexOf(id) ?? -1);
  return codes.map((code) => (code < 0 ? -1 : itemOfCode[code]!));
}

function firstTexts(
  { name, codes, dictionary }: StringColumn,
  kind: ItemTexts["kind"],
  rows: Int32Array,
  itemCount: number,
): ItemTexts {
  const texts = new Array<string>(itemCount).fill("");
  rows.forEach((item, row) => {
    if (item >= 0 && texts[item] === "" && codes[row]! >= 0) texts[item] = dictionary[codes[row]!]!;
  });
  return { column: name, kind, texts };
}
