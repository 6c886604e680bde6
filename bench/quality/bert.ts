// What `npm run bench:bert-quality` runs: bert.ts [PART...] [--handful N]. Each part is kept in build/bench/quality/ and not
// done twice; one that was stopped goes on from its checkpoint. Writes build/bench/quality/bert.md.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "cartwright/bundle";
import type { Interval } from "cartwright/evaluation";
import { BenchFailure } from "../frame/failure";
import { places } from "../frame/places";
import { baseline } from "./bert/baseline";
import { fineTune } from "./bert/fine-tune";
import type { Figures } from "./bert/figures";
import { banking77, clothingReviews, handful, type LabelledSet } from "./bert/labelled-set";
import { peerFineTune } from "./bert/peer";
import { bankingTuning, loraTuning, reviewTuning, wholeReviewTuning } from "./bert/settings";
import { versus } from "./bert/versus";

const SMALL = 5000;
const SEEDS = [1, 2, 3];

/** One run: on which data, and what is done there in a folder of its own. */
interface Part {
  readonly set: () => Promise<LabelledSet>;
  readonly run: (set: LabelledSet, folder: string) => Promise<object>;
}

const small = (): Promise<LabelledSet> => clothingReviews(SMALL);

/** Every part, in the order in which the long ones come last. */
const parts: Readonly<Record<string, Part>> = {
  "baseline-5000": { set: small, run: baseline },
  "baseline-all": { set: () => clothingReviews(), run: baseline },
  "baseline-banking77": { set: banking77, run: baseline },
  ...forSeeds("ours-5000", (seed) => ({
    set: small,
    run: (set, folder) => fineTune(set, reviewTuning(seed, 3), folder),
  })),
  ...forSeeds("torch-5000", (seed) => ({
    set: small,
    run: (set, folder) => peerFineTune(set, reviewTuning(seed, 3), folder),
  })),
  ...forSeeds("lora-5000", (seed) => ({
    set: small,
    run: (set, folder) => fineTune(set, loraTuning(seed, 3), folder),
  })),
  "ours-banking77": { set: banking77, run: (set, folder) => fineTune(set, bankingTuning(1), folder) },
  "ours-all": { set: () => clothingReviews(), run: (set, folder) => fineTune(set, reviewTuning(1, 2), folder) },
  // The second pass over all reviews makes the validation loss larger: a schedule that ends with the first.
  "ours-all-one-pass": {
    set: () => clothingReviews(),
    run: (set, folder) => fineTune(set, reviewTuning(1, 1), folder),
  },
  ...forSeeds("ours-all-whole", (seed) => ({
    set: () => clothingReviews(),
    run: (set, folder) => fineTune(set, wholeReviewTuning(seed, 1), folder),
  })),
};

function forSeeds(name: string, part: (seed: number) => Part): Record<string, Part> {
  return Object.fromEntries(SEEDS.map((seed) => [`${name}-seed${seed}`, part(seed)]));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { handful: { type: "string" } }, allowPositionals: true });
  const unknown = positionals.find((name) => !(name in parts));
  if (unknown !== undefined)
    throw new BenchFailure(`there is no part ${unknown}; there are ${Object.keys(parts).join(", ")}`);
  const count = values.handful === undefined ? undefined : Number(values.handful);
  if (count !== undefined && !(Number.isInteger(count) && count >= 8)) {
    throw new BenchFailure(`--handful takes a whole number of at least 8, received ${values.handful}`);
  }
  const folder = join(places.results, "quality", count === undefined ? "bert" : "bert-handful");
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) await once(name, folder, count);
  const text = table(folder) + (await comparisons(folder, count));
  process.stdout.write(text);
  await writeFileAtomic(`${folder}.md`, text);
}

/** Runs a part unless its result is there. */
async function once(name: string, folder: string, count: number | undefined): Promise<void> {
  const result = join(folder, `${name}.json`);
  if (existsSync(result)) return;
  process.stderr.write(`${name} ...\n`);
  const { set: load, run } = parts[name]!;
  const whole = await load();
  const set = count === undefined ? whole : handful(whole, count);
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const found = await run(set, own);
  const sizes = { train: set.train.texts.length, validation: set.validation.texts.length, test: set.test.texts.length };
  const document = { data: set.name, splitHash: set.splitHash, rows: sizes, ...found };
  await writeFileAtomic(result, JSON.stringify(document, undefined, 2) + "\n");
  // A checkpoint is four times the model, and its result is there.
  rmSync(join(own, "checkpoint"), { recursive: true, force: true });
}

type Result = Readonly<Record<string, number | string | undefined>> &
  Pick<Figures, "chances"> & { readonly rows: Readonly<Record<string, number>> };

function resultOf(name: string, folder: string): Result | undefined {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : undefined;
}

/** Whether BERT's lead over the linear model could be luck, where both have been judged row by row. */
async function comparisons(folder: string, count: number | undefined): Promise<string> {
  const pairs = Object.keys(parts).flatMap((name) => {
    const baseline = `baseline-${/^ours-(5000|all)/.exec(name)?.[1]}`;
    const [ours, theirs] = [resultOf(name, folder)?.chances, resultOf(baseline, folder)?.chances];
    return ours === undefined || theirs === undefined ? [] : [{ name, baseline, ours, theirs }];
  });
  if (pairs.length === 0) return "";
  const reviews = await clothingReviews();
  const { targets } = (count === undefined ? reviews : handful(reviews, count)).test;
  const shown = ({ difference, low, high }: Interval): string =>
    `${difference.toFixed(4)} (95 %: ${low.toFixed(4)} to ${high.toFixed(4)})`;
  const lines = pairs.map(({ name, baseline, ours, theirs }) => {
    const { macroF1, auc } = versus(targets, ours, theirs);
    return `- ${name} over ${baseline}: macro-F1 ${shown(macroF1)}, AUC ${shown(auc)}`;
  });
  return `\n${lines.join("\n")}\n`;
}

/** All results so far. */
function table(folder: string): string {
  const lines = [
    "# BERT on real data",
    "",
    "Chosen on the validation rows by log loss (the baseline by macro-F1), measured on the test rows once.",
    "",
    "| part | training rows | accuracy | macro-F1 | AUC | weights trained | minutes | split |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
  ];
  for (const name of Object.keys(parts)) {
    const found = resultOf(name, folder);
    if (found === undefined) continue;
    const digits = (key: string, places: number): string =>
      typeof found[key] === "number" ? found[key].toFixed(places) : "";
    const trained = typeof found.trainedShare === "number" ? `${(100 * found.trainedShare).toFixed(2)} %` : "";
    const cells = [
      name,
      found.rows.train,
      digits("accuracy", 4),
      digits("macroF1", 4),
      digits("auc", 4),
      trained,
      digits("minutes", 1),
      String(found.splitHash).slice(0, 12),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return lines.join("\n") + "\n";
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof BenchFailure ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
