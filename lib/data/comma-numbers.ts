import { nameSuggests } from "./column-names";
import { type Engine, sqlText } from "./engine";
import { MISSING_MARKS } from "./missing-marks";

/** 3,5 or 1.234,50: the comma begins the decimals. */
const DECIMAL_COMMA = "[-+]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?";
/** 1,234 or 1,234,567.5: the comma parts thousands. */
const THOUSANDS_COMMA = "[-+]?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?";

/** Whether a cell could be a number with commas in it. */
export function hasNumericCommas(text: string): boolean {
  return new RegExp(`^\\s*(${DECIMAL_COMMA}|${THOUSANDS_COMMA})\\s*$`).test(text);
}

/**
 * Reads a column of numbers with commas, if every cell (but for marks such as NA) can be read in one way only: as decimal
 * commas (3,5) or as thousands (1,234.5). The cells of `source` are then rewritten with a point, and a note says so. A
 * column that fits both, such as 1,234 throughout, is left alone: a factor of a thousand is no matter for guessing; so are ids.
 *
 * @returns whether the column now holds numbers
 */
export async function readCommas(
  engine: Engine,
  source: string,
  cell: string,
  name: string,
  notes: string[],
): Promise<boolean> {
  if (nameSuggests("user", name) || nameSuggests("item", name)) return false;
  const marks = `(${MISSING_MARKS.map(sqlText).join(", ")})`;
  const fits = (pattern: string): string => `regexp_full_match(trim(v), ${sqlText(pattern)})`;
  const [counts] = await engine.rows(
    `SELECT count(*), count(*) FILTER (${fits(DECIMAL_COMMA)}), count(*) FILTER (${fits(THOUSANDS_COMMA)}),
            count(*) FILTER (contains(v, ',')), min(v) FILTER (contains(v, ','))
     FROM (SELECT ${cell} AS v FROM ${source} WHERE ${cell} IS NOT NULL AND ${cell} NOT IN ${marks})`,
  );
  const [present = 0, decimal = 0, thousands = 0, commas = 0] = (counts ?? []).map(Number);
  if (commas === 0 || (decimal < present && thousands < present)) return false;
  const example = String(counts?.[4]);
  if (decimal === present && thousands === present) {
    const other = example.replaceAll(",", "");
    notes.push(`"${name}": ${example} can be ${example.replace(",", ".")} or ${other}; write it without commas`);
    return false;
  }
  const asDecimal = decimal === present;
  const rewritten = asDecimal
    ? `replace(replace(trim(${cell}), '.', ''), ',', '.')`
    : `replace(trim(${cell}), ',', '')`;
  await engine.run(`UPDATE ${source} SET ${cell} = ${rewritten} WHERE ${cell} IS NOT NULL AND ${cell} NOT IN ${marks}`);
  const meaning = asDecimal ? example.replaceAll(".", "").replace(",", ".") : example.replaceAll(",", "");
  notes.push(
    `"${name}" is read with ${asDecimal ? "decimal commas" : "commas between thousands"}: ${example} is ${meaning}`,
  );
  return true;
}
