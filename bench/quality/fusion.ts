// What `npm run bench:fusion-quality` runs: fusion.ts [DATASET] [--without MODEL,...]. Writes build/bench/quality/fusion.md.
// What was measured is kept, so a run that was cut short goes on where it was. A model that is left out of the fusions
// (EASE takes long for many products) still stands in the table alone.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "cartwright/bundle";
import { duel, evaluateRanking, type MeasuredPerUser, pairedBootstrap } from "cartwright/evaluation";
import { ablation, type AblationRow, learnWeights, rowsNdcg, weightedRows } from "cartwright/fusion";
import { matrixFromEvents } from "cartwright/interactions";
import { BenchFailure } from "../frame/failure";
import { places } from "../frame/places";
import { type QualityData, qualityData } from "./datasets";
import { DEPTH, type FusionKind, fusionKinds, type Period, rowsOf } from "./fusion-kinds";
import { fitParts, measureParts, partScores } from "./fusion-parts";
import { fusionTable } from "./fusion-table";
import { CHOSEN_BY, CUTS, fromJson, type QualityRow, toJson } from "./measure";

/** Bump when what is measured changes without its names. */
const VERSION = 2;
const folder = join(places.results, "quality", "fusion");

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ options: { without: { type: "string" } }, allowPositionals: true });
  const without = values.without?.split(",") ?? [];
  const names = Object.keys(qualityData).filter((name) => positionals.length === 0 || positionals.includes(name));
  if (names.length === 0) throw new BenchFailure(`there are the data sets ${Object.keys(qualityData).join(", ")}`);
  mkdirSync(folder, { recursive: true });
  const tables = [];
  for (const name of names) tables.push(await measureFusions(await qualityData[name]!(), without));
  const text = ["# Quality of fusion on real data", "", ...tables].join("\n");
  process.stdout.write(text);
  await writeFileAtomic(join(places.results, "quality", `fusion${names.length === 1 ? `-${names[0]}` : ""}.md`), text);
}

async function measureFusions(data: QualityData, without: readonly string[]): Promise<string> {
  const alone = await measureParts(data);
  const fused = alone.filter(({ model }) => !without.includes(model));
  const key = (what: string): string =>
    createHash("sha256")
      .update(
        JSON.stringify([VERSION, data.test.hash, DEPTH, fused.map(({ model, setting }) => [model, setting]), what]),
      )
      .digest("hex")
      .slice(0, 12);
  const periods = lazyPeriods(data, fused);
  const fusions = [];
  for (const kind of fusionKinds) {
    const result = await kept(`${data.name}-${key(kind.name)}`, async () => toJson(await measureOne(kind, periods)));
    fusions.push({ name: kind.name, level: kind.level, result: fromJson(result) });
  }
  const ablated = await kept(`${data.name}-${key("ablation")}`, () => ablate(periods));
  return fusionTable(
    data,
    alone,
    fused.map(({ model }) => model),
    fusions,
    ablated,
    (a, b) => duel(a, b, CHOSEN_BY, { resamples: 2000 }),
  );
}

interface Periods {
  readonly rehearsal: () => Promise<Period>;
  readonly test: () => Promise<Period>;
}

/** Fits the parts of a period when somebody asks, once. */
function lazyPeriods(data: QualityData, alone: readonly QualityRow[]): Periods {
  const lazily = (split: Period["split"]): (() => Promise<Period>) => {
    let period: Promise<Period> | undefined;
    return () => (period ??= fitParts(data, split, alone).then((parts) => ({ data, split, parts })));
  };
  return { rehearsal: lazily(data.validation), test: lazily(data.test) };
}

async function measureOne(kind: FusionKind, periods: Periods): Promise<MeasuredPerUser> {
  const started = performance.now();
  const scorerOn = await kind.learn(await periods.rehearsal());
  const test = await periods.test();
  const relevant = matrixFromEvents({ ...test.split.test, duplicates: "once" });
  const protocol = { split: test.split.protocol, splitHash: test.split.hash };
  const scorer = scorerOn(test);
  const result = await evaluateRanking({
    scorer,
    seen: test.parts.matrix,
    relevant,
    k: CUTS,
    newItemsOnly: true,
    protocol,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(
    `${test.data.name}: ${kind.name}: ${CHOSEN_BY} ${result.metrics[CHOSEN_BY]!.toFixed(4)}, ${seconds} s\n`,
  );
  return result;
}

/** Every subset gets weights of its own, learnt on the validation period. */
async function ablate({ rehearsal, test }: Periods): Promise<AblationRow[]> {
  const [before, after] = [await rehearsal(), await test()];
  const learning = rowsOf(before, partScores(before.parts, "min-max"));
  const judged = rowsOf(after, partScores(after.parts, "min-max"));
  return ablation({
    parts: learning.names,
    compare: (a, b) => pairedBootstrap(a, b, { resamples: 2000 }),
    evaluate: async (chosen) => {
      const mask = learning.names.map((name) => Number(chosen.includes(name)));
      const { weights } = await learnWeights(masked(learning, mask));
      return rowsNdcg(
        judged,
        weightedRows(
          judged,
          weights.map((weight, n) => weight * mask[n]!),
        ),
        10,
      );
    },
  });
}

/** The same rows with some features silenced. */
function masked(rows: ReturnType<typeof rowsOf>, mask: readonly number[]): ReturnType<typeof rowsOf> {
  const { features } = rows;
  const data = features.data.map((value, at) => value * mask[at % features.columns]!);
  return { ...rows, features: { ...features, data } };
}

/** From disk where it was measured before. */
async function kept<T>(name: string, measure: () => Promise<T>): Promise<T> {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as T;
  const result = await measure();
  await writeFileAtomic(file, JSON.stringify(result));
  return result;
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof BenchFailure ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
});
