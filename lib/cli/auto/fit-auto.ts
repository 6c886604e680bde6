import { DataError } from "../../contracts";
import type { Events } from "../../interactions";
import { type FitFlags, fitAndSave, report } from "../fit-and-save";
import { givenHyperparameters } from "../hyperparameters";
import { interruptible } from "../interrupt";
import { type EventFile } from "../event-file";
import { showProgress } from "../progress-lines";
import { flagOf, type Recipe, type Settings } from "../recipes";
import { note, textTable } from "../terminal";
import { itemTextReader, readTrainingFile, trainingMatrix } from "../training-file";
import { UsageError } from "../usage-error";
import { ratingBaseline } from "./baseline";
import { type Candidate, candidatesFor, type Skipped } from "./candidates";
import { type Compared, compareCandidates, type Trial } from "./compare-candidates";
import { type HeldOut, holdOut, testPairs } from "./held-out";

/**
 * `fit --model auto`: tries a few models on held-out events, shows how they did, fits the best on all rows and saves it.
 * With `--feedback explicit` the values are ratings, and the models are those that foretell ratings.
 *
 * Ctrl-C while it tries: the best so far is taken; once more: nothing is saved.
 */
export async function fitAuto(flags: FitFlags, given: Readonly<Record<string, unknown>>): Promise<void> {
  const ratings = wantsRatings(given);
  const started = performance.now();
  const progress = showProgress();
  try {
    const file = await interruptible((signal) =>
      readTrainingFile(flags, { values: ratings, times: "where there are" }, progress.listen, signal),
    );
    if (!ratings) adviseOnRatings(file);
    const { candidates, skipped } = choose(flags, file, ratings);
    const heldOut = holdOut(file.events, ratings, flags.seed);
    note(`held out ${heldOut.description}`);
    const compared = await interruptible(
      (signal, enough) =>
        compareCandidates({
          candidates,
          split: heldOut.split,
          test: testPairs(heldOut.split, flags.seed),
          matrixOf: (events: Events, recipe: Recipe, settings: Settings) =>
            trainingMatrix(events, file, flags, recipe, settings),
          ratings,
          seed: flags.seed,
          itemTexts: itemTextReader(flags, file, progress.listen, signal),
          onProgress: progress.listen,
          enough,
          signal,
        }),
      { gently: "stopping: the best so far is taken; Ctrl-C once more leaves nothing" },
    );
    progress.stop();
    const ranked = rank(compared.trials, ratings);
    const best = ranked.find(({ candidate }) => candidate !== ratingBaseline);
    if (best === undefined)
      throw new DataError(`no model could be tried on ${flags.data}; see above`, { file: flags.data });
    const why = explain(best, ranked, ratings);
    note(`\n${table(ranked, ratings)}\n\n${why}\n`);
    const { recipe, settings } = best.candidate;
    const matrix = await interruptible((signal) => fitAndSave(flags, file, recipe, settings, progress, signal));
    const auto = asJson(heldOut, compared, ranked, skipped, why, ratings);
    report({ ...flags, model: recipe.name }, file, matrix, (performance.now() - started) / 1000, { settings, auto });
  } finally {
    progress.stop();
  }
}

/** The one hyper-parameter that says what the values are, rather than how to learn from them. */
function wantsRatings(given: Readonly<Record<string, unknown>>): boolean {
  const other = givenHyperparameters(given).find(({ name }) => name !== "feedback");
  if (other !== undefined) {
    throw new UsageError(`${flagOf(other)}: auto chooses the hyper-parameters; name a --model to set them yourself`);
  }
  return given["feedback"] === "explicit";
}

function adviseOnRatings({ columns, events }: EventFile): void {
  if (columns.value === undefined) return;
  const few = new Set<number>();
  for (const value of events.values) if (few.add(value).size > 11) return;
  note(
    `note: ${columns.value} has ${few.size} different values; if they are ratings, --feedback explicit compares models that foretell them`,
  );
}

function choose(
  flags: FitFlags,
  file: EventFile,
  ratings: boolean,
): { candidates: readonly Candidate[]; skipped: readonly Skipped[] } {
  const { events } = file;
  const facts = {
    pairs: { userCount: events.userIds.size, itemCount: events.itemIds.size, pairCount: events.users.length },
    hasTimes: events.times !== undefined,
    hasItemTexts: (flags.text ?? flags.category) !== undefined,
    ratings,
  };
  const { candidates, skipped } = candidatesFor(facts);
  for (const { name, reason } of skipped) note(`not tried: ${name} (${reason})`);
  return { candidates: ratings ? [ratingBaseline, ...candidates] : candidates, skipped };
}

/** Best first. */
function rank(trials: readonly Trial[], ratings: boolean): Trial[] {
  const loss = ({ metrics }: Trial): number => (ratings ? metrics["rmse"]! : -metrics["ndcg@10"]!);
  return [...trials].sort((a, b) => loss(a) - loss(b));
}

function table(ranked: readonly Trial[], ratings: boolean): string {
  const figures = ratings ? ["rmse", "mae"] : ["ndcg@10", "recall@20", "hr@10", "coverage@10"];
  const rows = ranked.map(({ candidate, metrics, seconds }) => [
    candidate.name,
    ...figures.map((name) => metrics[name]!.toFixed(4)),
    seconds.toFixed(1),
  ]);
  return textTable(["model", ...figures, "seconds"], rows);
}

/** Which model suits the data and why, in one line. */
function explain(best: Trial, ranked: readonly Trial[], ratings: boolean): string {
  const { name } = best.candidate;
  if (ratings) {
    const baseline = ranked.find(({ candidate }) => candidate === ratingBaseline);
    const [own, theirs] = [best.metrics["rmse"]!, baseline?.metrics["rmse"]];
    const against = theirs === undefined ? "" : `, where each item's mean errs by ${theirs.toFixed(4)}`;
    const verdict = theirs !== undefined && own >= theirs ? ": no model does better than that" : "";
    return `${name} suits these ratings best: its rmse is ${own.toFixed(4)}${against}${verdict}`;
  }
  const popular = ranked.find(({ candidate }) => candidate.name === "popularity");
  const [own, theirs] = [best.metrics["ndcg@10"]!, popular?.metrics["ndcg@10"]];
  if (best.candidate.recipe.name === "popularity") {
    return `${name} suits these data best: no model of tastes does better than what most people take (ndcg@10 ${own.toFixed(4)})`;
  }
  if (theirs === undefined) return `${name} did best among those tried: ndcg@10 ${own.toFixed(4)}`;
  const times = theirs > 0 ? `, ${(own / theirs).toFixed(1)} times popularity's ${theirs.toFixed(4)}` : "";
  return `${name} suits these data best: ndcg@10 ${own.toFixed(4)}${times}`;
}

function asJson(
  { split, description }: HeldOut,
  { protocol, protocolHash, skipped }: Compared,
  ranked: readonly Trial[],
  notTried: readonly Skipped[],
  why: string,
  ratings: boolean,
): object {
  return {
    why,
    chosenBy: ratings ? "rmse" : "ndcg@10",
    split: { description, ...split.protocol, hash: split.hash },
    candidates: ranked.map(({ candidate: { name, recipe, settings }, metrics, seconds }) => ({
      name,
      model: recipe.name,
      settings,
      ...metrics,
      seconds: Number(seconds.toFixed(2)),
    })),
    skipped: [...notTried, ...skipped],
    protocol,
    protocolHash,
  };
}
