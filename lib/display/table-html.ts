import { escapeHtml } from "./escape-html";
import { tableScript, tableStyle } from "./table-page";
import type { TableText } from "./table-data";

/**
 * A table as HTML with all its rows in it. Where scripts run it pages and sorts (mouse or keyboard); elsewhere it is a
 * plain table that scrolls. Every text from the data is escaped.
 */
export function tableHtml(table: TableText): string {
  const caption = table.caption === undefined ? "" : `<caption>${escapeHtml(table.caption)}</caption>`;
  const heads = table.names.map((name, c) => headCell(table, name, c)).join("");
  const rows = table.cells.map((row) => `<tr>${row.map((cell, c) => dataCell(cell, table.numeric[c]!)).join("")}</tr>`);
  const label = escapeHtml(table.caption ?? `Table with columns ${table.names.join(", ")}`);
  return [
    `<div class="cartwright-table" data-page-size="${table.pageSize}">`,
    `<style>${tableStyle}</style>`,
    `<div class="ct-scroll" role="region" tabindex="0" aria-label="${label}"><table>${caption}`,
    `<thead><tr>${heads}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`,
    `<p class="ct-foot">${footText(table)}</p>`,
    `<script>${tableScript}</script></div>`,
  ].join("\n");
}

function headCell(table: TableText, name: string, column: number): string {
  const sorted =
    table.sorted?.column === column ? ` aria-sort="${table.sorted.descending ? "descending" : "ascending"}"` : "";
  return `<th scope="col"${table.numeric[column]! ? ' class="ct-number"' : ""}${sorted}>${escapeHtml(name)}</th>`;
}

function dataCell(text: string, numeric: boolean): string {
  return `<td${numeric ? ' class="ct-number"' : ""}>${escapeHtml(text)}</td>`;
}

/** "1,200 rows", or how many of them are here. */
export function footText({ cells, total, names }: TableText): string {
  const count = (n: number): string => n.toLocaleString("en");
  const columns = `${names.length} ${names.length === 1 ? "column" : "columns"}`;
  if (cells.length < total) return `first ${count(cells.length)} of ${count(total)} rows, ${columns}`;
  return `${count(total)} ${total === 1 ? "row" : "rows"}, ${columns}`;
}
