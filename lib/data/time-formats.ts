import { sqlText } from "./engine";

/**
 * The formats in which a column of such cells could be written: "iso" (2010-12-01, 2010-12-01 08:26:00,
 * 2010-12-01T08:26:00+02:00), or strptime formats for day and month around slashes, dots or dashes. Empty when the cells
 * do not look like times.
 *
 * @param cells some cells of the column; the first one that looks like a time decides
 */
export function timeFormatsLike(cells: readonly string[]): string[] {
  const shaped = cells.filter((cell) => /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(\D|$)/.test(cell));
  const first = shaped[0]?.trim();
  if (first === undefined || shaped.length * 2 < cells.length) return [];
  if (/^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)/.test(first)) return ["iso"];
  const parts = /^\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})(?:(,?[ T])\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?$/.exec(first);
  if (!parts) return [];
  const [, separator, year, gap, seconds, half] = parts;
  const clock =
    gap === undefined
      ? ""
      : `${gap}${half ? "%I" : "%H"}:%M${seconds ? ":%S" : ""}${half ? half.replace(/[AaPp][Mm]/, "%p") : ""}`;
  const y = year?.length === 4 ? "%Y" : "%y";
  return [`%d${separator}%m${separator}${y}${clock}`, `%m${separator}%d${separator}${y}${clock}`];
}

/** SQL for the moment that a cell names, in milliseconds since 1970 (UTC) as DOUBLE; NULL when it is not in that format. */
export function parseTimeSql(cell: string, format: string): string {
  if (format === "ms") return `try_cast(${cell} AS DOUBLE)`;
  if (format === "s") return `(try_cast(${cell} AS DOUBLE) * 1000)`;
  // A bare number or word such as "2010" or "infinity" would pass the cast: a date has its dashes.
  if (format === "iso") {
    return `(CASE WHEN ${cell} SIMILAR TO '\\s*\\d{4}[-/]\\d{1,2}[-/].*' THEN epoch_us(try_cast(${cell} AS TIMESTAMPTZ))::DOUBLE / 1000 END)`;
  }
  return `(epoch_us(try_strptime(${cell}, ${sqlText(format)}))::DOUBLE / 1000)`;
}

/** Why a column that fits several formats was not read as times, and what to say to have it read. */
export function ambiguousFormats(formats: readonly string[]): string {
  return `its dates fit both ${formats.join(" and ")}; say which`;
}
