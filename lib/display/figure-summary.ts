import { extent, type Figure, type FigurePart } from "./figure";

/**
 * A figure in words, for terminals, screen readers and viewers without pictures: its title, then one line for each
 * trace with kind, name, number of points and ranges.
 */
export function figureSummary(figure: Figure): string {
  const title = textOf(figure.layout?.["title"]);
  const subtitle = textOf((figure.layout?.["title"] as FigurePart | undefined)?.["subtitle"]);
  const head = `Figure${title === "" ? "" : `: ${title}`}${subtitle === "" ? "" : ` (${subtitle})`}`;
  return [head, ...figure.data.map((trace) => `  ${traceSummary(trace)}`)].join("\n");
}

function traceSummary(trace: FigurePart): string {
  const parts = [kindOf(trace)];
  if (typeof trace["name"] === "string") parts.push(` "${trace["name"]}"`);
  const grid = trace["z"];
  if (isList(grid)) return parts.join("") + gridSummary(grid);
  const [x, y] = [trace["x"] ?? trace["labels"], trace["y"] ?? trace["values"]];
  const points = isList(y) ? y.length : isList(x) ? x.length : 0;
  parts.push(`: ${points} ${points === 1 ? "point" : "points"}`);
  if (isList(x)) parts.push(rangeOf("x", x));
  if (isList(y)) parts.push(rangeOf("y", y));
  return parts.join("");
}

function kindOf(trace: FigurePart): string {
  const type = typeof trace["type"] === "string" ? trace["type"] : "scatter";
  if (type !== "scatter" && type !== "scattergl") return type;
  return typeof trace["mode"] === "string" && !trace["mode"].includes("lines") ? "points" : "line";
}

function gridSummary(grid: ArrayLike<unknown>): string {
  const rows = Array.from(grid).filter(isList);
  const ends = rows.flatMap((row) => extent(row));
  return `: ${rows.length} rows × ${rows[0]?.length ?? 0} columns${rangeOf("values", ends)}`;
}

function rangeOf(name: string, values: ArrayLike<unknown>): string {
  const [low, high] = extent(values);
  if (!Number.isNaN(low)) return `, ${name} ${short(low)} to ${short(high)}`;
  if (values.length === 0) return "";
  const words = Array.from(values, (value) => (value instanceof Date ? value.toISOString() : String(value)));
  return words.length <= 8 ? `, ${name} ${words.join(", ")}` : `, ${name} ${words[0]} to ${words.at(-1)}`;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function textOf(title: unknown): string {
  const text = typeof title === "string" ? title : (title as { text?: unknown } | undefined)?.text;
  return typeof text === "string" ? text.replace(/<br\s*\/?>/gi, " ").replace(/<[^>]*>/g, "") : "";
}
