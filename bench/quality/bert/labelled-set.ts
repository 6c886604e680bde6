import { createHash } from "node:crypto";
import { asText, findDataset, readTable, requireColumn, type Table } from "cartwright/data";
import { BenchFailure } from "../../frame/failure";

/** Texts with the numbers of their labels. */
export interface Labelled {
  readonly texts: readonly string[];
  readonly targets: readonly number[];
}

/** A data set, cut in three by hash or as its authors cut it. */
export interface LabelledSet {
  readonly name: string;
  readonly labels: readonly string[];
  readonly train: Labelled;
  readonly validation: Labelled;
  readonly test: Labelled;
  /** SHA-256 of which text stands where: one value for one split. */
  readonly splitHash: string;
}

interface Row {
  readonly text: string;
  readonly label: string;
}

/**
 * Clothing reviews: title and text, and whether the product is recommended. By a hash of the text a fifth is the test
 * set and a tenth the validation set, so that equal reviews stand on one side.
 *
 * @param training how many training reviews, those with the lowest second hash; all unless given
 */
export async function clothingReviews(training = Infinity): Promise<LabelledSet> {
  const table = await readTable(fileOf("clothing-reviews", "reviews.csv.gz"), { strings: ["Recommended IND"] });
  const rows = rowsOf(table, ["Title", "Review Text"], "Recommended IND");
  const part = (from: number, to: number): Row[] =>
    rows.filter(({ text }) => share("split", text) >= from && share("split", text) < to);
  const rest = part(0.3, 1).sort((a, b) => share("order", a.text) - share("order", b.text));
  return labelledSet("clothing-reviews", rest.slice(0, training), part(0.2, 0.3), part(0, 0.2));
}

/** Questions to a bank and what they are about; a tenth of the training file, by hash, is the validation set. */
export async function banking77(): Promise<LabelledSet> {
  const [train, test] = await Promise.all(
    ["train.csv.gz", "test-half-a.csv.gz"].map(async (file) =>
      rowsOf(await readTable(fileOf("intent-banking77", file)), ["text"], "category"),
    ),
  );
  const held = (row: Row): boolean => share("split", row.text) < 0.1;
  return labelledSet(
    "intent-banking77",
    train!.filter((row) => !held(row)),
    train!.filter(held),
    test!,
  );
}

/** A few of each part, spread evenly: to try a run out. */
export function handful({ name, labels, ...set }: LabelledSet, count: number): LabelledSet {
  const few = ({ texts, targets }: Labelled): Labelled => {
    const rows = Array.from({ length: count }, (_, place) => Math.floor((place * texts.length) / count));
    return { texts: rows.map((row) => texts[row]!), targets: rows.map((row) => targets[row]!) };
  };
  const parts = { train: few(set.train), validation: few(set.validation), test: few(set.test) };
  return { name: `${name} (a handful)`, labels, ...parts, splitHash: set.splitHash };
}

function labelledSet(name: string, train: Row[], validation: Row[], test: Row[]): LabelledSet {
  const labels = [...new Set([...train, ...validation, ...test].map(({ label }) => label))].sort();
  const places = new Map(labels.map((label, place) => [label, place]));
  const part = (rows: readonly Row[]): Labelled => ({
    texts: rows.map(({ text }) => text),
    targets: rows.map(({ label }) => places.get(label)!),
  });
  const splitHash = createHash("sha256")
    .update(JSON.stringify([train, validation, test]))
    .digest("hex");
  return { name, labels, train: part(train), validation: part(validation), test: part(test), splitHash };
}

function rowsOf(table: Table, text: readonly string[], label: string): Row[] {
  const columns = [...text, label].map((name) => asText(requireColumn(table, name)));
  const cell = (column: number, row: number): string =>
    columns[column]!.dictionary[columns[column]!.codes[row]!]?.trim() ?? "";
  return Array.from({ length: table.rows }, (_, row) => ({
    text: text
      .map((_name, column) => cell(column, row))
      .filter((words) => words !== "")
      .join(" "),
    label: cell(text.length, row),
  })).filter((row) => row.text !== "" && row.label !== "");
}

/** A number in [0, 1) that belongs to a text. */
function share(purpose: string, text: string): number {
  return createHash("sha256").update(`${purpose}\n${text}`).digest().readUInt32BE(0) / 2 ** 32;
}

function fileOf(dataset: string, file: string): string {
  const found = findDataset(dataset)?.files[file];
  if (found !== undefined) return found;
  throw new BenchFailure(`${dataset} is not on this machine: cartwright data get ${dataset}, or set CARTWRIGHT_DATA`);
}
