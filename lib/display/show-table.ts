import Table from "cli-table3";

import type { MimeBundle } from "./mime-bundle";
import { showBundle } from "./notebook";
import {
  tableText,
  type Columns,
  type DataFrameLike,
  type Rows,
  type TableOptions,
  type TableText,
} from "./table-data";
import { footText, tableHtml } from "./table-html";

/**
 * Shows a table that pages and sorts in JupyterLab and the HTML edition, stands whole where no script runs, and is
 * aligned text in a terminal (its first page).
 *
 * @param table   rows as records, columns as lists, or a danfojs DataFrame
 * @param options page size, order, columns, caption; see {@link TableOptions}
 * @throws ValueError for a column that does not exist; ShapeError when columns differ in length
 */
export function showTable(table: Rows | Columns | DataFrameLike, options: TableOptions = {}): void {
  showBundle(tableBundle(table, options));
}

/** A table in all its forms: HTML and text. Takes and throws what {@link showTable} does. */
export function tableBundle(table: Rows | Columns | DataFrameLike, options: TableOptions = {}): MimeBundle {
  const text = tableText(table, options);
  return { "text/html": tableHtml(text), "text/plain": alignedText(text) };
}

const bare = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "" },
  ...{ "bottom-right": "", left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  " },
};

function alignedText(text: TableText): string {
  const table = new Table({
    chars: bare,
    head: [...text.names],
    colAligns: text.numeric.map((number) => (number ? "right" : "left")),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...text.cells.slice(0, text.pageSize).map((row) => [...row]));
  const lines = table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  return [...(text.caption === undefined ? [] : [text.caption]), ...lines, `(${footText(text)})`].join("\n");
}
