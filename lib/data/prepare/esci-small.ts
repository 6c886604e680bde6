import { createHash } from "node:crypto";
import { promises as fs } from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { DataError } from "../../contracts";
import { linesOf, writeCells } from "./csv-file";

const FIELDS = [
  "title",
  "description",
  "bullet_points",
  "brand",
  "color",
  "category",
  "price",
  "rating",
  "rating_count",
  "is_book",
];
const LABELS: Readonly<Record<number, string>> = { 100: "E", 10: "S", 1: "C", 0: "I" };
const HELD_OUT_QUERIES = 30;

/** Products without pictures, judgments as labels without the held-out queries, and the simulated events as a table. */
export async function prepareEsciSmall(
  [products, judgments, events]: readonly string[],
  folder: string,
): Promise<void> {
  await prepareProducts(products!, path.join(folder, "products.jsonl.gz"));
  await prepareJudgments(judgments!, path.join(folder, "judgments.csv.gz"));
  await prepareEvents(events!, path.join(folder, "simulated-events.csv.gz"));
}

async function prepareProducts(original: string, target: string): Promise<void> {
  const bytes = await fs.readFile(original);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8");
  const products = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const lines = products
    .map((product) => ({ id: String(product["asin"] ?? product["_id"]), product }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ id, product }) =>
      JSON.stringify({ product_id: id, ...Object.fromEntries(FIELDS.map((field) => [field, product[field]])) }),
    );
  await fs.writeFile(target, gzipSync(lines.join("\n") + "\n"));
}

interface Judgments {
  judgmentRatings: { query: string; ratings: { docId: string; rating: string }[] }[];
}

async function prepareJudgments(original: string, target: string): Promise<void> {
  const { judgmentRatings } = JSON.parse(await fs.readFile(original, "utf8")) as Judgments;
  const hashOf = (query: string): string => createHash("sha256").update(query).digest("hex");
  const hashes = judgmentRatings.map(({ query }) => hashOf(query)).sort();
  const heldOut = new Set(hashes.slice(0, HELD_OUT_QUERIES));
  const rows = judgmentRatings.flatMap(({ query, ratings }, index) =>
    heldOut.has(hashOf(query))
      ? []
      : ratings.map(({ docId, rating }) => [String(index + 1), query, docId, labelOf(rating, original)]),
  );
  await writeCells(target, ["query_id", "query", "product_id", "esci_label"], rows);
}

function labelOf(rating: string, file: string): string {
  const label = LABELS[Number(rating)];
  if (label === undefined)
    throw new DataError(`${file}: a rating must be 100, 10, 1 or 0, received ${rating}`, { file });
  return label;
}

interface SearchEvent {
  index?: { _index?: string };
  timestamp?: string | number;
  client_id?: string;
  session_id?: string;
  query_id?: string;
  user_query?: string;
  action_name?: string;
  event_attributes?: { object?: { object_id?: string }; position?: { ordinal?: number } };
}

/** The original alternates between a line that says which index is meant and a line with the document. */
async function prepareEvents(original: string, target: string): Promise<void> {
  const rows: string[][] = [];
  for await (const line of linesOf(original)) {
    if (line.trim() === "") continue;
    const event = JSON.parse(line) as SearchEvent;
    if (event.action_name === undefined) continue;
    const { object, position } = event.event_attributes ?? {};
    const cells = [
      event.timestamp,
      event.client_id,
      event.session_id,
      event.query_id,
      event.user_query,
      event.action_name,
      object?.object_id,
      position?.ordinal,
    ];
    rows.push(cells.map((cell) => String(cell ?? "")));
  }
  rows.sort((a, b) => (a.join("\u0000") < b.join("\u0000") ? -1 : 1));
  await writeCells(
    target,
    ["timestamp", "client_id", "session_id", "query_id", "user_query", "action_name", "product_id", "position"],
    rows,
  );
}
