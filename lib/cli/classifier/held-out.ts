import { DataError } from "../../contracts";
import { Random } from "../../random";
import type { LabelledTexts } from "./labelled-texts";

/** Which rows are learnt from, and which are judged by. */
export interface HeldOut {
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Holds out about a tenth of the texts by a hash of each, so that equal texts stand on one side and a row stays where it
 * is when others are added. A label that would have no row left to learn from keeps its rows.
 *
 * @param texts texts and labels
 * @param seed  of the hash
 * @throws DataError when nothing could be held out
 */
export function holdOut({ texts, targets }: LabelledTexts, seed: number): HeldOut {
  const random = new Random(seed);
  const held = texts.map((text) => random.split(text).next() < 0.1);
  const learnt = new Set(targets.filter((_, row) => !held[row]));
  const kept = new Set(texts.filter((_, row) => held[row] && !learnt.has(targets[row]!)));
  const rows = Array.from(texts.keys());
  const isHeld = (row: number): boolean => held[row]! && !kept.has(texts[row]!);
  const validation = rows.filter(isHeld);
  if (validation.length === 0) {
    throw new DataError(
      `${texts.length} rows are too few: a tenth is held out to judge the model by, and none was left`,
    );
  }
  return { training: rows.filter((row) => !isHeld(row)), validation };
}
