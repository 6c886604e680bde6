import { asUserIndex, type UserIndex, ValueError } from "../../contracts";
import type { ItemSets } from "../../ranking";
import type { FeatureRows } from "../rows";
import type { FeatureSource } from "./feature-source";
import type { Shortlist } from "./shortlist";

/** Contexts whose right answers are known: what fusions learn from. */
export interface Lesson<Context> {
  readonly contexts: readonly Context[];
  /** What is known about the candidates. It must come from models that did not see the answers. */
  readonly features: FeatureSource<Context>;
  readonly candidates: Shortlist<Context>;
  /** The right items of one context with their grades, above 0. */
  readonly gradesOf: (context: Context) => ReadonlyMap<number, number>;
}

/** Candidates of all contexts with their features and grades. Rows of one context stand together. */
export interface JudgedRows {
  readonly names: readonly string[];
  readonly features: FeatureRows;
  /** [rows] item of each row. */
  readonly items: Uint32Array;
  /** [rows] 0 for items that are not right. */
  readonly grades: Float64Array;
  /** [contexts + 1] first row of each context, and the end. */
  readonly starts: Uint32Array;
  /** All grades of each context, largest first, those of items that no list held included. */
  readonly wanted: readonly Float64Array[];
}

/**
 * Lays out lessons as rows. Several lessons (the folds of an out-of-fold scheme, several weeks) are put under each other.
 *
 * @param lessons at least one, with the same features; contexts without a right item are left out
 * @throws ValueError when there is none, the features differ, a grade is not above 0 or no context is left
 */
export function judgeRows<Context>(...lessons: readonly Lesson<Context>[]): JudgedRows {
  const names = lessons[0]?.features.names ?? [];
  if (names.length === 0) throw new ValueError("lessons must hold at least one with at least one feature");
  const blocks: Float32Array[] = [];
  const [items, grades, starts] = [[] as number[], [] as number[], [0]];
  const wanted: Float64Array[] = [];
  for (const { contexts, features, candidates, gradesOf } of lessons) {
    if (features.names.join() !== names.join()) {
      throw new ValueError(`lessons must have the same features: ${names.join(", ")}; ${features.names.join(", ")}`);
    }
    for (const context of contexts) {
      const right = gradesOf(context);
      if (right.size === 0) continue;
      wanted.push(descending(right.values()));
      const shown = candidates(context);
      const block = new Float32Array(shown.length * names.length);
      features.featuresInto(context, shown, block, 0, names.length);
      blocks.push(block);
      for (const item of shown) {
        items.push(item);
        grades.push(right.get(item) ?? 0);
      }
      starts.push(items.length);
    }
  }
  if (wanted.length === 0) throw new ValueError("lessons must hold a context with a right item, none has one");
  const data = new Float32Array(items.length * names.length);
  blocks.forEach((block, n) => data.set(block, starts[n]! * names.length));
  return {
    names,
    features: { rows: items.length, columns: names.length, data },
    items: Uint32Array.from(items),
    grades: Float64Array.from(grades),
    starts: Uint32Array.from(starts),
    wanted,
  };
}

/** What {@link userLesson} takes. */
export interface UserLessonOptions {
  readonly features: FeatureSource<UserIndex>;
  readonly candidates: Shortlist<UserIndex>;
  /** What the models behind the features were fitted on. */
  readonly seen: ItemSets;
  /** What the users took afterwards. */
  readonly relevant: ItemSets;
  /** Forget the right items that the user had before, as `evaluateRanking` does; false unless given: they are refused. */
  readonly newItemsOnly?: boolean;
  /**
   * Whom to learn from; everybody with a right item and something in training unless given. Of a newcomer the models know
   * nothing, and a fusion that learns from newcomers learns to believe whoever says what sells.
   */
  readonly users?: Iterable<number>;
}

/**
 * A lesson of recommenders: what users took after the models were fitted. A right item that the models were fitted on is
 * refused, since a model scores what it remembers, and the fusion would learn to believe whoever remembers best.
 *
 * @throws ValueError naming the user and item that was in training (unless newItemsOnly), or when all of them were
 */
export function userLesson(options: UserLessonOptions): Lesson<UserIndex> {
  const { features, candidates, seen, relevant, newItemsOnly = false } = options;
  const everybody = Array.from({ length: Math.min(seen.userCount, relevant.userCount) }, (_, user) => user);
  const known = everybody.filter((user) => seen.itemsOf(asUserIndex(user)).length > 0);
  const rights = new Map<UserIndex, Map<number, number>>();
  let forgotten = 0;
  for (const user of Array.from(options.users ?? known, asUserIndex)) {
    const had = new Set(seen.itemsOf(user));
    const right = new Map<number, number>();
    for (const item of relevant.itemsOf(user)) {
      if (!had.has(item)) right.set(item, 1);
      else if (newItemsOnly) forgotten++;
      else throw leak(user, item);
    }
    if (right.size > 0) rights.set(user, right);
  }
  if (rights.size === 0 && forgotten > 0) {
    throw new ValueError(`relevant must hold what came after training: all of its ${forgotten} pairs were in training`);
  }
  const nothing = new Map<number, number>();
  return { contexts: [...rights.keys()], features, candidates, gradesOf: (user) => rights.get(user) ?? nothing };
}

function leak(user: number, item: number): ValueError {
  return new ValueError(
    `relevant must hold what the models were not fitted on: item ${item} of user ${user} was in training. Fit them ` +
      "without what they are judged by (an earlier period, or folds), or forget such items with newItemsOnly",
  );
}

function descending(values: Iterable<number>): Float64Array {
  const sorted = Float64Array.from(values).sort().reverse();
  if (!(sorted.at(-1)! > 0)) throw new ValueError(`grades must be above 0, received ${sorted.at(-1)}`);
  return sorted;
}
