import { requireLength, ValueError } from "../../contracts";
import type { BertConfig } from "../config/bert-config";

/** Texts of one length as ids: what `encodeBatch` of the room `text` gives. */
export interface BertInput {
  readonly rows: number;
  /** Tokens of each row, padding included. */
  readonly columns: number;
  /** [rows × columns] */
  readonly ids: Int32Array;
  /** [rows × columns] */
  readonly typeIds: Int32Array;
  /** [rows × columns] 1 for tokens, 0 for padding. */
  readonly attentionMask: Int32Array;
}

/** The rows of a table that an input looks up. */
export interface TouchedRows {
  /** Sorted, unique. */
  readonly rows: Int32Array;
  /** [lookups] the place in `rows` of what each looks up. */
  readonly places: Int32Array;
}

/** Which rows of a table are looked up, and where each lookup finds its own among them. */
export function touchedRows(ids: Int32Array): TouchedRows {
  const sorted = Int32Array.from(ids).sort();
  const rows = sorted.filter((id, at) => at === 0 || id !== sorted[at - 1]);
  const placeOf = new Map<number, number>();
  rows.forEach((row, place) => placeOf.set(row, place));
  return { rows, places: ids.map((id) => placeOf.get(id)!) };
}

/**
 * Throws unless a model can read an input.
 *
 * @throws ShapeError when a list has another length than rows × columns
 * @throws ValueError when there is nothing, a row is too long, or an id or a type is out of range
 */
export function requireInput(input: BertInput, config: BertConfig): void {
  const { rows, columns } = input;
  for (const name of ["ids", "typeIds", "attentionMask"] as const) {
    requireLength(name, input[name].length, rows * columns);
  }
  if (rows * columns === 0) throw new ValueError(`an input must hold a token, received ${rows} rows of ${columns}`);
  if (columns > config.maxPositions) {
    throw new ValueError(`an input must have at most ${config.maxPositions} tokens a row, received ${columns}`);
  }
  requireBelow("ids", input.ids, config.vocabularySize);
  requireBelow("typeIds", input.typeIds, config.tokenTypes);
}

function requireBelow(name: string, values: Int32Array, limit: number): void {
  const at = values.findIndex((value) => value < 0 || value >= limit);
  if (at >= 0) throw new ValueError(`${name} must be below ${limit}, received ${values[at]} at ${at}`);
}
