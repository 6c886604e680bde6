import type { JsonObject } from "../bundle";
import {
  asUserIndex,
  Pace,
  type ProgressListener,
  requireLength,
  ShapeError,
  silent,
  type UserIndex,
} from "../contracts";
import { type ItemSets, topK, type UserScorer } from "../ranking";
import { type Candidates, describeCandidates, NegativeSampler, requireCandidates } from "./candidates";
import { selfInformation } from "./catalogue-metrics";
import { fingerprint } from "./fingerprint";
import { type GainKind, judge } from "./judged-list";
import type { ListMeasure } from "./list-measures";
import { ListTally } from "./list-tally";
import { protocolHash } from "./protocol";
import type { RankingMetric } from "./ranking-metrics";
import { GrowingColumn, mean, RankingTally } from "./ranking-tally";
import { sha256 } from "./sha256";
import { Role, userAuc } from "./user-auc";

/** What {@link evaluateRanking} needs. */
export interface EvaluateRankingOptions {
  /** The model. */
  readonly scorer: UserScorer;
  /** What each user had in training: never a candidate. At least as many users as the scorer, and the same items. */
  readonly seen: ItemSets;
  /**
   * What each user took in the test. Rows from `scorer.userCount` on are users the model does not know. An item that is
   * no candidate (columns from `scorer.itemCount` on are none) stays relevant: recall counts it as missed.
   */
  readonly relevant: ItemSets;
  /** Cut-offs, such as [10, 20]. */
  readonly k: readonly number[];
  /** Grades of a user's relevant items, in the order of `relevant.itemsOf(user)`; all 1 unless given. */
  readonly grades?: (user: UserIndex) => ArrayLike<number>;
  /** How grades become gains; "binary" unless given. */
  readonly gain?: GainKind;
  /** Which items compete; "trained" unless given: those that somebody had in training. */
  readonly candidates?: Candidates;
  /**
   * What happens to users who had nothing in training: "unknown" (unless given) counts them among the unknown users,
   * "measured" measures them like anybody else, for models that have an answer for newcomers.
   */
  readonly newcomers?: "unknown" | "measured";
  /** [itemCount] mask: only items with a non-zero entry may be recommended (in stock, say). */
  readonly allowed?: Uint8Array;
  /** Forget the relevant items that the user had in training, which no list can hold; they count unless this is true. */
  readonly newItemsOnly?: boolean;
  /** Figures per list; `standardMetrics` unless given. */
  readonly metrics?: readonly RankingMetric[];
  /** What else is asked of each list: `intraListDiversity`, `serendipity`, `popularityLift`, ...; nothing unless given. */
  readonly lists?: readonly ListMeasure[];
  /** Also measure `auc` per user, which looks at every candidate. */
  readonly auc?: boolean;
  /** What the caller knows about the data: `dataHash`, `split`, `seed`. Becomes part of the protocol. */
  readonly protocol?: JsonObject;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Figures, for whom they hold, and how they were made. */
export interface RankingResult {
  /** Means over the measured users: `ndcg@10`, `recall@10`, ..., `coverage@10`, `gini@10`, `novelty@10`, `auc`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Users measured: known from training, with at least one relevant item. */
  readonly users: number;
  /** Users with a relevant item and nothing in training; no figure includes them. */
  readonly usersUnknown: number;
  /** Known users without a relevant item; no figure includes them. */
  readonly usersWithoutRelevant: number;
  /** Relevant items of the measured users, and how many of these no list could hold: the user's own, and no candidates. */
  readonly relevant: { readonly total: number; readonly alreadySeen: number; readonly notInCatalogue: number };
  /** One value per measured user and figure, for tests of significance: `values["ndcg@10"][n]` belongs to `users[n]`. */
  readonly perUser: { readonly users: Uint32Array; readonly values: Readonly<Record<string, Float64Array>> };
  readonly protocol: JsonObject;
  readonly protocolHash: string;
}

/**
 * Ranks the candidates of every user and compares the lists with what the user took. Users are streamed: memory is one
 * score array, one number per user and figure, and one counter per item, never users x items.
 *
 * Users without a relevant item are left out; users without training items are unknown to the model and counted apart. Equal scores rank by
 * item index, so a model that scores everything alike earns what the item order earns: shuffle ids if that matters.
 *
 * @returns a promise; other work, such as a progress bar or a stop button, gets a turn many times a second
 * @throws ValueError when no known user has a relevant item, a score is NaN or a cut-off is not a whole number above 0;
 *         ShapeError when seen, relevant or allowed do not fit the scorer; the signal's reason when it is aborted
 */
export async function evaluateRanking(options: EvaluateRankingOptions): Promise<RankingResult> {
  requireFit(options);
  const { scorer, seen, relevant, k, onProgress = silent, signal } = options;
  const { userCount, itemCount } = scorer;
  const owners = countOwners(seen, userCount, itemCount);
  const information = Float64Array.from(owners, (count) => selfInformation(count, userCount));
  const catalogue = catalogueOf(options, owners);
  const tally = new RankingTally({ itemCount, k, metrics: options.metrics, information, catalogue });
  const lists = new ListTally(options.lists ?? [], k);
  const aucs = options.auc === true ? new GrowingColumn() : undefined;
  const measured = new GrowingColumn();
  const counts = { unknown: 0, without: 0, total: 0, alreadySeen: 0, notInCatalogue: 0 };
  const stage = new Stage(options, catalogue);
  const pace = new Pace(signal);
  signal?.throwIfAborted();

  for (let row = 0; row < relevant.userCount; row++) {
    if (pace.isDue()) {
      onProgress({ task: "evaluation", done: row, total: relevant.userCount, unit: "users" });
      await pace.rest();
    }
    const user = asUserIndex(row);
    const taken = row < userCount ? seen.itemsOf(user) : NOTHING;
    const known = row < userCount && (taken.length > 0 || options.newcomers === "measured");
    const wanted = wantedBy(user, taken, options);
    if (wanted.items.length === 0 || !known) {
      if (!known) counts.unknown += Number(wanted.items.length > 0);
      else counts.without++;
      continue;
    }
    const items = stage.rank(user, taken, wanted.items);
    tally.add(items, judge(items, wanted.items, wanted.grades, options.gain));
    lists.add(items, row, wanted.items);
    aucs?.push(stage.auc);
    measured.push(row);
    counts.total += wanted.items.length;
    counts.alreadySeen += countShared(wanted.items, taken);
    counts.notInCatalogue += wanted.items.filter((item) => !catalogue[item]).length;
  }
  onProgress({ task: "evaluation", done: relevant.userCount, total: relevant.userCount, unit: "users" });

  const protocol = protocolOf(options, { ...tally.definitions, ...lists.definitions });
  const auc = aucs?.taken();
  return {
    metrics: { ...tally.means(), ...lists.means(), ...(auc === undefined ? {} : { auc: mean(auc) }) },
    users: tally.count,
    usersUnknown: counts.unknown,
    usersWithoutRelevant: counts.without,
    relevant: { total: counts.total, alreadySeen: counts.alreadySeen, notInCatalogue: counts.notInCatalogue },
    perUser: {
      users: Uint32Array.from(measured.taken()),
      values: { ...tally.perList(), ...lists.perList(), ...(auc === undefined ? {} : { auc }) },
    },
    protocol,
    protocolHash: protocolHash(protocol),
  };
}

const NOTHING = new Uint32Array(0);

/** The buffers that every user's list is made in. */
class Stage {
  /** AUC of the user ranked last; NaN unless it is asked for. */
  auc = NaN;
  private readonly scores: Float32Array;
  private readonly roles: Uint8Array;
  private readonly longest: number;
  private readonly sampler: NegativeSampler | undefined;

  constructor(
    private readonly options: EvaluateRankingOptions,
    private readonly catalogue: Uint8Array,
  ) {
    const { scorer, k, candidates = "trained" } = options;
    this.scores = new Float32Array(scorer.itemCount);
    this.roles = new Uint8Array(scorer.itemCount);
    this.longest = Math.max(...k);
    this.sampler = typeof candidates === "string" ? undefined : new NegativeSampler(candidates);
  }

  /** The user's best candidates, best first. */
  rank(user: UserIndex, taken: Uint32Array, wanted: Uint32Array): Uint32Array {
    const { scores, roles, options, catalogue } = this;
    options.scorer.scoreInto(user, scores);
    assignRoles(roles, catalogue, taken, wanted);
    this.sampler?.thin(roles, user);
    if (options.auc === true) this.auc = userAuc(scores, roles);
    for (let item = 0; item < roles.length; item++) if (roles[item] === Role.excluded) scores[item] = -Infinity;
    return topK(scores, this.longest).items;
  }
}

function assignRoles(roles: Uint8Array, catalogue: Uint8Array, taken: Uint32Array, wanted: Uint32Array): void {
  for (let item = 0; item < roles.length; item++) roles[item] = catalogue[item] === 0 ? Role.excluded : Role.candidate;
  for (const item of wanted) if (catalogue[item]) roles[item] = Role.relevant;
  for (const item of taken) roles[item] = Role.excluded;
}

/** A user's relevant items, those of grade 0 left out, with their grades where there are grades. */
function wantedBy(
  user: UserIndex,
  taken: Uint32Array,
  { relevant, grades, newItemsOnly = false }: EvaluateRankingOptions,
): { items: Uint32Array; grades?: Float64Array } {
  const items = relevant.itemsOf(user);
  const grade = grades === undefined ? undefined : Float64Array.from(grades(user));
  if (grade !== undefined) requireLength(`grades of user ${user}`, grade.length, items.length);
  if (grade === undefined && !newItemsOnly) return { items };
  const owned = newItemsOnly ? new Set(taken) : undefined;
  const keep = (n: number): boolean => grade?.[n] !== 0 && owned?.has(items[n]!) !== true;
  return { items: items.filter((_, n) => keep(n)), grades: grade?.filter((_, n) => keep(n)) };
}

function countShared(items: Uint32Array, others: Uint32Array): number {
  const set = new Set(others);
  return items.reduce((shared, item) => shared + Number(set.has(item)), 0);
}

/** How many of the known users had each item in training. */
function countOwners(seen: ItemSets, userCount: number, itemCount: number): Uint32Array {
  const owners = new Uint32Array(itemCount);
  for (let user = 0; user < userCount; user++) for (const item of seen.itemsOf(asUserIndex(user))) owners[item]!++;
  return owners;
}

/** 1 for every item that may be recommended to somebody. */
function catalogueOf({ candidates = "trained", allowed }: EvaluateRankingOptions, owners: Uint32Array): Uint8Array {
  const offered = new Uint8Array(owners.length);
  for (let item = 0; item < owners.length; item++) {
    offered[item] = Number((candidates === "all" || owners[item]! > 0) && allowed?.[item] !== 0);
  }
  return offered;
}

function requireFit({ scorer, seen, relevant, allowed, candidates = "trained" }: EvaluateRankingOptions): void {
  requireCandidates(candidates);
  if (seen.userCount < scorer.userCount) {
    throw new ShapeError(`seen must cover the scorer's ${scorer.userCount} users, received ${seen.userCount}`);
  }
  if (seen.itemCount !== scorer.itemCount) {
    throw new ShapeError(`seen must have the scorer's ${scorer.itemCount} items, received ${seen.itemCount}`);
  }
  if (relevant.itemCount < scorer.itemCount) {
    throw new ShapeError(
      `relevant must have at least the scorer's ${scorer.itemCount} items, received ${relevant.itemCount}`,
    );
  }
  if (allowed !== undefined) requireLength("allowed", allowed.length, scorer.itemCount);
}

function protocolOf(options: EvaluateRankingOptions, definitions: Readonly<Record<string, string>>): JsonObject {
  const { scorer, seen, relevant, k, candidates = "trained", gain = "binary", allowed } = options;
  return {
    ...options.protocol,
    task: "ranking",
    users: scorer.userCount,
    measured:
      options.newcomers === "measured"
        ? "users with at least one relevant item"
        : "users with at least one training item and one relevant item",
    items: scorer.itemCount,
    trainHash: fingerprint(seen),
    testHash: fingerprint(relevant, options.grades),
    candidates: describeCandidates(candidates),
    allowedHash: allowed === undefined ? null : sha256(allowed),
    relevant:
      options.newItemsOnly === true ? "test items the user did not have in training" : "all test items of the user",
    gain,
    k: [...k],
    metrics: options.auc === true ? { ...definitions, auc: AUC_DEFINITION } : definitions,
  };
}

const AUC_DEFINITION =
  "share of (relevant, other candidate) pairs in which the relevant item scores higher, ties one half";
