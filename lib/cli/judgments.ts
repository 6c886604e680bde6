import { DataError, type ProgressListener } from "../contracts";
import { asText, readTable } from "../data";
import { requireFile } from "./option-values";
import { note } from "./terminal";
import { UsageError } from "./usage-error";

const COLUMNS = ["query", "product_id", "esci_label"] as const;

/** Exact, substitute, complement, irrelevant, with the gains of the KDD Cup 2022. */
export const GAINS: ReadonlyMap<string, number> = new Map([
  ["E", 1],
  ["S", 0.1],
  ["C", 0.01],
  ["I", 0],
]);

/** Gains of judged products by query, queries in the order of the file. */
export type Judgments = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Reads a file of judgments and turns labels into gains. A pair that was judged more than once counts with its largest
 * gain.
 *
 * @param gains gain of each label
 * @throws UsageError when the file or a column is missing
 * @throws DataError when a label has no gain, or no row is usable
 */
export async function readJudgments(
  path: string,
  gains: ReadonlyMap<string, number>,
  onProgress: ProgressListener,
  signal: AbortSignal,
): Promise<Judgments> {
  await requireFile("--judgments", path);
  const table = await readTable(path, { columns: COLUMNS, strings: COLUMNS, onProgress, signal }).catch(
    (error: Error) => {
      throw error instanceof DataError && error.message.includes("has no column")
        ? new UsageError(error.message)
        : error;
    },
  );
  if (table.badRowCount > 0) note(`left out: ${table.badRowCount} bad rows; cartwright data check lists them`);
  const [query, product, label] = table.columns.map((column) => asText(column));
  const gainOfLabel = label!.dictionary.map((name) => gainOf(name, gains, path));
  const judgments = new Map<string, Map<string, number>>();
  let incomplete = 0;
  for (let row = 0; row < table.rows; row++) {
    const text = query!.dictionary[query!.codes[row]!];
    const id = product!.dictionary[product!.codes[row]!];
    const gain = gainOfLabel[label!.codes[row]!];
    if (text === undefined || id === undefined || gain === undefined) incomplete++;
    else {
      const judged = judgments.get(text) ?? new Map<string, number>();
      judgments.set(text, judged.set(id, Math.max(gain, judged.get(id) ?? 0)));
    }
  }
  if (incomplete > 0) note(`left out: ${incomplete} rows in which one of ${COLUMNS.join(", ")} is empty`);
  if (judgments.size === 0) throw new DataError(`${path} has no usable row`, { file: path });
  return judgments;
}

function gainOf(label: string, gains: ReadonlyMap<string, number>, path: string): number {
  const gain = gains.get(label);
  if (gain !== undefined) return gain;
  const known = [...gains.keys()].join(", ");
  throw new DataError(
    `${path}: the label ${JSON.stringify(label)} has no gain, only ${known} have; --gains names them`,
    {
      file: path,
    },
  );
}
