import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Zipf, Random } from "cartwright/random";
import { BenchFailure } from "./failure";
import { places } from "./places";
import { cartwright, madeOnce, shuffled, startOurs, whileServing } from "./serve-work";

export const PAIRS = "pairs-1m.csv";
export const PRODUCTS = "esci-products.jsonl.gz";

/** Users of pairs-1m.csv. */
const USERS = 6040;
/** A public figure of how uneven visits are. */
const ZIPF_EXPONENT = 1;

/** A model of a million pairs. */
export function modelFolder(inputs: string): Promise<string> {
  mkdirSync(places.results, { recursive: true });
  return madeOnce("serve-model", (path) =>
    cartwright("fit", "--data", join(inputs, PAIRS), "--model", "als", "--iterations", "5", "--out", path),
  );
}

/** An index of the products of esci-small. */
export function indexFolder(inputs: string): Promise<string> {
  mkdirSync(places.results, { recursive: true });
  return madeOnce("serve-index", (path) =>
    cartwright("index", "--data", join(inputs, PRODUCTS), "--id", "product_id", "--text", "title", "--out", path),
  );
}

/** Every user once, in an order of their own. */
export function distinctUsers(): string[] {
  return shuffled(Array.from({ length: USERS }, (_, user) => JSON.stringify({ user: String(user), k: 20 })));
}

/** Visits as a shop has them: few users come often. */
export function zipfUsers(): string[] {
  const [random, zipf] = [new Random(2), new Zipf(USERS, ZIPF_EXPONENT)];
  return Array.from({ length: 22_000 }, () => JSON.stringify({ user: String(zipf.sample(random)), k: 20 }));
}

/** Queries of three words: the beginning of titles. */
export function queries(inputs: string): string[] {
  const lines = gunzipSync(readFileSync(join(inputs, PRODUCTS)))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  return shuffled(
    lines.map((line) => {
      const { title } = JSON.parse(line) as { title: string };
      return JSON.stringify({ query: title.split(/\s+/).slice(0, 3).join(" "), k: 20 });
    }),
  );
}

/** A file with one answer of our server, for the peer to give to everybody. */
function sampleAnswer(name: string, words: readonly string[], path: string, body: string): Promise<string> {
  return madeOnce(name, async (file) => {
    const headers = { "content-type": "application/json" };
    const text = await whileServing(startOurs(...words), async ({ address }) => {
      const response = await fetch(address + path, { method: "POST", headers, body });
      if (!response.ok) throw new BenchFailure(`${path}: ${await response.text()}`);
      return response.text();
    });
    writeFileSync(file, text);
  });
}

/** One answer of /recommend. */
export async function recommendSample(inputs: string): Promise<string> {
  const words = ["--model", await modelFolder(inputs)];
  return sampleAnswer("serve-recommend.sample.json", words, "/recommend", distinctUsers()[0]!);
}

/** One answer of /search. */
export async function searchSample(inputs: string): Promise<string> {
  const words = ["--search", await indexFolder(inputs)];
  return sampleAnswer("serve-search.sample.json", words, "/search", queries(inputs)[0]!);
}
