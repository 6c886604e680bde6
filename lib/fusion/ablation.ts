import { type ProgressListener, silent, ValueError } from "../contracts";

/** A difference with its interval; `pairedBootstrap` of the room evaluation gives one. */
export interface PairedDifference {
  /** mean(a) - mean(b) */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** What {@link ablation} takes. */
export interface AblationOptions {
  /** Names of the parts, at least two. */
  readonly parts: readonly string[];
  /** How good these parts are together: one value per user or query, always the same ones in the same order. */
  readonly evaluate: (parts: readonly string[]) => Promise<Float64Array> | Float64Array;
  /** Compares two rows of values: `pairedBootstrap`. */
  readonly compare: (a: Float64Array, b: Float64Array) => PairedDifference;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** One line of the table. */
export interface AblationRow {
  readonly kind: "alone" | "all" | "without";
  /** The part that is alone or missing; "" for all. */
  readonly part: string;
  readonly mean: number;
  /** This line less all parts together; undefined for all. */
  readonly againstAll: PairedDifference | undefined;
}

/**
 * What each part is worth: each alone, all together, and all without each, every line compared with all on the same users.
 * "Alone" says how good a part is; "without" what it brings that the others do not. A strong part may be missed by nobody.
 *
 * @returns alone in the parts' order, then all, then without in the parts' order
 * @throws ValueError when there are fewer than two parts, two have one name, or values differ in number; the signal's
 *         reason when it is aborted
 */
export async function ablation(options: AblationOptions): Promise<AblationRow[]> {
  const { parts, evaluate, compare, onProgress = silent, signal } = options;
  if (parts.length < 2) throw new ValueError(`parts must hold at least two, received ${parts.length}`);
  if (new Set(parts).size < parts.length) throw new ValueError(`parts must differ, received ${parts.join(", ")}`);
  const total = parts.length === 2 ? 3 : 2 * parts.length + 1;
  let done = 0;
  const measure = async (chosen: readonly string[]): Promise<Float64Array> => {
    signal?.throwIfAborted();
    const values = await evaluate(chosen);
    onProgress({ task: "ablation", done: ++done, total, unit: "fusions" });
    return values;
  };
  const whole = await measure(parts);
  const row = async (kind: "alone" | "without", part: string): Promise<AblationRow> => {
    const values = await measure(kind === "alone" ? [part] : parts.filter((one) => one !== part));
    if (values.length !== whole.length) {
      throw new ValueError(`evaluate must give ${whole.length} values for every set of parts, gave ${values.length}`);
    }
    return { kind, part, mean: meanOf(values), againstAll: compare(values, whole) };
  };
  const rows: AblationRow[] = [];
  for (const part of parts) rows.push(await row("alone", part));
  rows.push({ kind: "all", part: "", mean: meanOf(whole), againstAll: undefined });
  // Two parts without one of them are the other alone, which was measured.
  for (const part of parts) rows.push(parts.length === 2 ? restOf(part, rows) : await row("without", part));
  return rows;
}

function restOf(part: string, rows: readonly AblationRow[]): AblationRow {
  const other = rows.find((row) => row.kind === "alone" && row.part !== part)!;
  return { ...other, kind: "without", part };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
