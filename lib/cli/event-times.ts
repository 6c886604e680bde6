import type { NumberColumn, Table } from "../data";
import { nameSome } from "./terminal";
import { UsageError } from "./usage-error";

/** 1973 to 2286, in seconds; a thousand times that in milliseconds. Days, weeks and years are far below. */
const SECONDS = { least: 1e8, most: 1e10 };

/** Milliseconds. */
const DAY = 86_400_000;

/**
 * The moments of a column, in milliseconds since 1970 UTC: of times as they are, of numbers when all of them are seconds
 * or milliseconds since 1970. Undefined when there is no such column or it holds something else.
 */
export function timesIn(table: Table, name: string | undefined): Float64Array | undefined {
  const column = table.columns.find((one) => one.name === name);
  if (column?.kind === "time") return column.values;
  if (column?.kind !== "number") return undefined;
  const scale = epochScale(column);
  return scale === undefined ? undefined : column.values.map((value) => value * scale);
}

/**
 * The last moment that some times reach. Times that are all midnights are days: then it is the last millisecond of the
 * latest day, since nobody knows when on that day it was. NaN is passed over; undefined without times.
 */
export function endOf(times: Float64Array): number | undefined {
  let latest = -Infinity;
  let areDays = true;
  for (const time of times) {
    if (Number.isNaN(time)) continue;
    if (time > latest) latest = time;
    if (time % DAY !== 0) areDays = false;
  }
  if (latest === -Infinity) return undefined;
  return areDays ? latest + DAY - 1 : latest;
}

/** As {@link timesIn}. Throws UsageError, naming the column or the lack of one, when there are none. */
export function requireTimes(table: Table, name: string | undefined): Float64Array {
  const times = timesIn(table, name);
  if (times !== undefined) return times;
  if (name === undefined) {
    const names = nameSome(table.columns.map((column) => column.name));
    throw new UsageError(
      `no column of ${table.file} looks like a time, which is needed here; it has ${names}. Name it: --time COLUMN`,
    );
  }
  throw new UsageError(
    `--time: column ${JSON.stringify(name)} of ${table.file} does not hold times: dates, or seconds or milliseconds since 1970`,
  );
}

/** Milliseconds per unit of the numbers; undefined when they are no moments. */
function epochScale({ values }: NumberColumn): number | undefined {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  for (const scale of [1000, 1]) {
    const unit = 1000 / scale;
    if (least >= SECONDS.least * unit && most < SECONDS.most * unit) return scale;
  }
  return undefined;
}
