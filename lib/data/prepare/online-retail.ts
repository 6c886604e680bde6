import * as path from "node:path";
import { readCells, writeCells } from "./csv-file";

const HEADER = [
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity",
  "InvoiceDate",
  "UnitPrice",
  "CustomerID",
  "Country",
];
const DATE = HEADER.indexOf("InvoiceDate");
const CUSTOMER = HEADER.indexOf("CustomerID");
const HELD_OUT_FROM = "2011-11-01";

/** Joins the daily files, orders them by InvoiceDate, mends CustomerID and leaves the held-out weeks away. */
export async function prepareOnlineRetail(
  originals: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const all: string[][] = [];
  for (const file of originals) {
    signal?.throwIfAborted();
    for (const row of (await readCells(file)).rows) {
      if (row[DATE]! >= HELD_OUT_FROM) continue;
      row[CUSTOMER] = row[CUSTOMER]!.replace(/\.0$/, "");
      all.push(row);
    }
  }
  all.sort((a, b) => (a[DATE]! < b[DATE]! ? -1 : a[DATE]! > b[DATE]! ? 1 : 0));
  await writeCells(path.join(folder, "transactions.csv.gz"), HEADER, all);
}
