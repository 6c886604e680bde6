import { NotSupportedError, requireInteger } from "../contracts";
import { type Column, type Columns, textAt } from "./columns";

/** A danfojs DataFrame, as far as notebooks use it; written down so that this room compiles without the package. */
export interface DataFrame {
  readonly shape: number[];
  readonly columns: string[];
  readonly dtypes: string[];
  readonly values: unknown[][];
  head(rows?: number): DataFrame;
  describe(): DataFrame;
  print(): void;
  toString(): string;
}

/**
 * The first rows as a danfojs DataFrame, to look at in a notebook. danfojs keeps every cell as a JavaScript value and
 * is slow on large tables, so the head alone is handed over unless you ask for more; missing cells become NaN.
 *
 * @param rows  how many rows from the top; 10 unless given
 * @param times columns of milliseconds that are shown as moments, "2010-12-01 08:26:00" (UTC)
 * @throws NotSupportedError when danfojs-node is not installed
 */
export function toDataFrame(
  table: Columns,
  rows = 10,
  { times = [] }: { readonly times?: readonly string[] } = {},
): DataFrame {
  requireInteger("rows", rows);
  const { DataFrame } = loadDanfo();
  const shown = Math.min(rows, table.rows);
  const data: Record<string, unknown[]> = {};
  for (const [name, column] of Object.entries(table.columns)) {
    const cell = times.includes(name) ? moment : value;
    data[name] = Array.from({ length: shown }, (_, row) => cell(column, row));
  }
  return new DataFrame(data);
}

function value(column: Column, row: number): number | string {
  return column instanceof Float64Array ? column[row]! : (textAt(column, row) ?? NaN);
}

function moment(column: Column, row: number): number | string {
  const milliseconds = value(column, row);
  if (typeof milliseconds !== "number" || Number.isNaN(milliseconds)) return milliseconds;
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

/** danfojs-node is loaded when a frame is wanted and not before: it brings a tensor runtime along. */
function loadDanfo(): { readonly DataFrame: new (data: Record<string, unknown[]>) => DataFrame } {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional: the room must load without it
    return require("danfojs-node") as ReturnType<typeof loadDanfo>;
  } catch (cause) {
    throw new NotSupportedError("danfojs-node is not installed: npm install danfojs-node", { cause });
  }
}
