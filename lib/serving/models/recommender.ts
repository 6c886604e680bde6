import {
  asItemIndex,
  asUserIndex,
  CartwrightError,
  type ItemIndex,
  NotSupportedError,
  requireInteger,
  requireLength,
  type UserIndex,
} from "../../contracts";
import {
  type ExplainsItems,
  type FindsSimilarItems,
  type FoldsIn,
  type RankedList,
  recommendAll,
  type RecommendAllOptions,
  topK,
  type UserScorer,
} from "../../ranking";
import type { Histories } from "./histories";
import { historyWith, type RecentEvent } from "./history-with";
import { IdIndex } from "./id-index";

/** What a {@link Recommender} is made of. */
export interface RecommenderParts {
  /** Which model it is: "als". Answers name it as their source. */
  readonly kind: string;
  /** The fitted model; what else it can do (fold in, find similar items, explain) is found out by looking. */
  readonly scorer: UserScorer & Partial<FoldsIn & FindsSimilarItems & ExplainsItems>;
  /** What each user had in training; these items are not recommended again. */
  readonly seen: Histories;
  /** Ids of the users, in the model's order. */
  readonly users: readonly string[];
  /** Ids of the items, in the model's order. */
  readonly items: readonly string[];
  /**
   * What the values of `seen` are: strengths ("implicit", unless given), to which an event adds 1, or ratings
   * ("explicit"), to which a click adds nothing: then events are not folded in.
   */
  readonly feedback?: "implicit" | "explicit";
  /** [itemCount] scores for users nobody knows; how many users had each item, unless given. */
  readonly popularity?: Float32Array;
  /**
   * Time of the latest event in training, in milliseconds since 1970 UTC, where it is known. What a user did up to then
   * is in the model already, and is not folded in again.
   */
  readonly trainedUntil?: number;
  /** Names this one saved version in answers and logs; the kind unless given. */
  readonly name?: string;
}

/** One recommended item. */
export interface RecommendedItem {
  readonly item: string;
  readonly score: number;
  /** The model, or "popularity" for an unknown user. */
  readonly source: string;
}

/** Answer of {@link Recommender.recommend}, as the command line and the server print it. */
export interface Recommendations {
  readonly user: string;
  /** Best first; fewer than k when fewer are left. */
  readonly items: RecommendedItem[];
}

/** Answer of {@link Recommender.similar}. */
export interface SimilarItems {
  readonly item: string;
  readonly items: { readonly item: string; readonly score: number }[];
}

/** Answer of {@link Recommender.explain}. */
export interface Explanation {
  readonly user: string;
  readonly item: string;
  readonly score: number;
  /** Items the user had, with what each gave to the score, largest first. */
  readonly contributions: { readonly item: string; readonly amount: number }[];
}

/** Somebody asked about a user or item that the model was not trained on. */
export class UnknownIdError extends CartwrightError {
  constructor(
    readonly what: "user" | "item",
    readonly id: string,
  ) {
    super(`the model does not know the ${what} ${JSON.stringify(id)}: it is not in the training data`);
  }
}

/** A model together with the ids of its users and items: asks and answers in ids, for whoever has no indices. */
export class Recommender {
  readonly kind: string;
  readonly name: string;
  readonly scorer: RecommenderParts["scorer"];
  readonly seen: Histories;
  /** [itemCount] scores for users nobody knows. */
  readonly popularity: Float32Array;
  private readonly feedback: "implicit" | "explicit";
  private readonly trainedUntil: number;
  private readonly userIndex: IdIndex;
  private readonly itemIndex: IdIndex;
  /** [itemCount] working memory of one answer, so that a request allocates none of that size. */
  private readonly scores: Float32Array;

  /** @throws ShapeError when ids, model and histories differ in number; DataError when an id stands twice */
  constructor(parts: RecommenderParts) {
    const { kind, scorer, seen, users, items, popularity = ownersOf(seen), name = kind, feedback = "implicit" } = parts;
    const { trainedUntil = -Infinity } = parts;
    requireLength("users", users.length, scorer.userCount);
    requireLength("items", items.length, scorer.itemCount);
    requireLength("users of seen", seen.userCount, scorer.userCount);
    requireLength("items of seen", seen.itemCount, scorer.itemCount);
    requireLength("popularity", popularity.length, scorer.itemCount);
    this.kind = kind;
    this.name = name;
    this.scorer = scorer;
    this.seen = seen;
    this.feedback = feedback;
    this.trainedUntil = trainedUntil;
    this.popularity = popularity;
    this.scores = new Float32Array(scorer.itemCount);
    this.userIndex = new IdIndex("users", users);
    this.itemIndex = new IdIndex("items", items);
  }

  /** Ids of the users, in the model's order. */
  get users(): readonly string[] {
    return this.userIndex.ids;
  }

  /** Ids of the items, in the model's order. */
  get items(): readonly string[] {
    return this.itemIndex.ids;
  }

  knowsUser(user: string): boolean {
    return this.userIndex.placeOf(user) !== undefined;
  }

  knowsItem(item: string): boolean {
    return this.itemIndex.placeOf(item) !== undefined;
  }

  /**
   * The k best items that the user does not have. Unknown users get what is popular, and each item says so in `source`.
   *
   * @param user   any id
   * @param k      how many, at least 0
   * @param recent what the user did lately, oldest first: a model that folds in takes into account what happened since
   *               training, and what was bought is not recommended; items the model does not know are passed over
   */
  recommend(user: string, k: number, recent: readonly RecentEvent[] = []): Recommendations {
    requireInteger("k", k);
    const index = this.userIndex.placeOf(user);
    const known = index === undefined ? undefined : asUserIndex(index);
    const source = this.scoreWith(known, recent);
    const best = topK(this.scores, k, { exclude: this.ownedBy(known, recent) });
    return { user, items: this.from(source, best) };
  }

  /**
   * The answers of {@link recommend} for many users, in their order, item for item and score for score. Models that score
   * by vectors are asked for many users at once, which takes a fraction of the time.
   *
   * @param users   any ids
   * @param k       how many items each, at least 0
   * @param options who hears of the progress, and what ends it
   */
  async *recommendMany(
    users: readonly string[],
    k: number,
    options: Pick<RecommendAllOptions, "onProgress" | "signal"> = {},
  ): AsyncGenerator<Recommendations, void, undefined> {
    const places = users.map((user) => this.userIndex.placeOf(user));
    const known = Uint32Array.from(places.filter((place) => place !== undefined));
    let next = 0;
    for await (const block of recommendAll(this.scorer, { ...options, k, seen: this.seen, users: known })) {
      for (let n = 0; n < block.users.length; n++) {
        while (places[next] === undefined) yield this.recommend(users[next++]!, k);
        yield { user: users[next++]!, items: this.from(this.kind, block.listAt(n)) };
      }
    }
    while (next < users.length) yield this.recommend(users[next++]!, k);
  }

  /**
   * The k items most like one item.
   *
   * @throws UnknownIdError for an item the model does not know; NotSupportedError when the model cannot tell
   */
  similar(item: string, k: number): SimilarItems {
    requireInteger("k", k);
    const index = this.indexOfItem(item);
    if (this.scorer.similarItems === undefined) {
      throw new NotSupportedError(
        `a ${this.kind} model cannot say which items are alike; item-knn, als and content can`,
      );
    }
    return { item, items: this.named(this.scorer.similarItems(index, k)) };
  }

  /**
   * The score of one item for one user, and which of the user's items it came from.
   *
   * @throws UnknownIdError for a user or item the model does not know; NotSupportedError when the model cannot tell
   */
  explain(user: string, item: string): Explanation {
    const index = this.userIndex.placeOf(user);
    if (index === undefined) throw new UnknownIdError("user", user);
    const itemIndex = this.indexOfItem(item);
    if (this.scorer.explain === undefined) {
      throw new NotSupportedError(`a ${this.kind} model cannot explain its scores; item-knn and als can`);
    }
    this.scorer.scoreInto(asUserIndex(index), this.scores);
    const score = this.scores[itemIndex]!;
    const contributions = this.scorer
      .explain(asUserIndex(index), itemIndex)
      .map(({ item: from, amount }) => ({ item: this.items[from]!, amount }));
    return { user, item, score, contributions };
  }

  /** Fills the scores and says where they come from. */
  private scoreWith(user: UserIndex | undefined, recent: readonly RecentEvent[]): string {
    const { scores } = this;
    if (this.scorer.scoreHistoryInto !== undefined && this.feedback === "implicit") {
      const history = historyWith(this.seen, user, recent.filter(this.isNew), (id) => this.itemIndex.placeOf(id));
      if (history !== undefined) {
        this.scorer.scoreHistoryInto(history, scores);
        return this.kind;
      }
    }
    if (user === undefined) {
      scores.set(this.popularity);
      return "popularity";
    }
    this.scorer.scoreInto(user, scores);
    return this.kind;
  }

  private readonly isNew = ({ time }: RecentEvent): boolean =>
    time === undefined || !(Date.parse(time) <= this.trainedUntil);

  private ownedBy(user: UserIndex | undefined, recent: readonly RecentEvent[]): Uint32Array {
    const owned = user === undefined ? new Uint32Array(0) : this.seen.itemsOf(user);
    const bought = recent.filter(({ type }) => type === "buy").map(({ item }) => this.itemIndex.placeOf(item));
    const known = bought.filter((place) => place !== undefined);
    return known.length === 0 ? owned : Uint32Array.from([...owned, ...known]);
  }

  private indexOfItem(item: string): ItemIndex {
    const index = this.itemIndex.placeOf(item);
    if (index === undefined) throw new UnknownIdError("item", item);
    return asItemIndex(index);
  }

  private named({ items, scores }: RankedList): { item: string; score: number }[] {
    return Array.from(items, (item, rank) => ({ item: this.items[item]!, score: scores[rank]! }));
  }

  /** A list in ids, with where it came from. */
  private from(source: string, { items, scores }: RankedList): RecommendedItem[] {
    const list: RecommendedItem[] = [];
    for (let rank = 0; rank < items.length; rank++) {
      list.push({ item: this.items[items[rank]!]!, score: scores[rank]!, source });
    }
    return list;
  }
}

/** How many users had each item. */
function ownersOf({ items, itemCount }: Histories): Float32Array {
  const owners = new Float32Array(itemCount);
  for (const item of items) owners[item]!++;
  return owners;
}
