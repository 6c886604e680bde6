import type { ItemIndex, UserIndex } from "../contracts";
import type { RankedList } from "./ranked-list";

/**
 * Gives every item a score in some context: a {@link UserIndex} for a recommender, a query string for search.
 *
 * Higher is better; scores of two scorers do not compare until `fusion` has scaled them. A score is never NaN;
 * -Infinity means "never show this item" and {@link topK} leaves such items out.
 */
export interface Scorer<Context = UserIndex> {
  /** Number of items, the length of every score array. */
  readonly itemCount: number;
  /**
   * Writes the score of each item into `scores`.
   *
   * @param context whom or what the scores are for
   * @param scores  [itemCount], overwritten
   * @throws ShapeError when scores has another length; ValueError when the context is out of range
   */
  scoreInto(context: Context, scores: Float32Array): void;
}

/** A {@link Scorer} over the users it was fitted on, rows 0 to userCount - 1. */
export interface UserScorer extends Scorer {
  /** Number of users known to the model. */
  readonly userCount: number;
}

/** What one person did: items with the strength of each contact. */
export interface History {
  /** Item indices, length m, each once. */
  readonly items: Uint32Array;
  /** Strength of each contact (count, rating, 1), length m. */
  readonly values: Float32Array;
}

/** Can score for somebody it was not fitted on, from that person's history alone. */
export interface FoldsIn {
  /** Writes the score of each item for the owner of `history` into `scores`, length itemCount. */
  scoreHistoryInto(history: History, scores: Float32Array): void;
}

/** What people did with one item: the other side of a {@link History}. */
export interface Audience {
  /** User indices, length m, each once. */
  readonly users: Uint32Array;
  /** Strength of each contact (count, rating, 1), length m. */
  readonly values: Float32Array;
}

/** Can score an item that it was not fitted on, from that item's audience alone. */
export interface FoldsInItems {
  /**
   * Writes the new item's score for each known user into `scores`, length userCount.
   *
   * @throws NotSupportedError where the model cannot, with the reason
   */
  scoreAudienceInto(audience: Audience, scores: Float32Array): void;
}

/** How much one item of the user's history gave to a score. */
export interface Contribution {
  readonly item: ItemIndex;
  readonly amount: number;
}

/** Can say which items of the history a score came from, largest amount first. */
export interface ExplainsItems {
  explain(user: UserIndex, item: ItemIndex): Contribution[];
}

/** Can list the items most like one item, best first, without the item itself. */
export interface FindsSimilarItems {
  similarItems(item: ItemIndex, k: number): RankedList;
}

/** For each user the set of items that belong to it: seen in training, or relevant in a test. */
export interface ItemSets {
  readonly userCount: number;
  readonly itemCount: number;
  /** Item indices of one user in ascending order; empty when there are none. */
  itemsOf(user: UserIndex): Uint32Array;
}
