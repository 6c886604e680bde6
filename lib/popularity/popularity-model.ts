import type { BundleContent, JsonObject } from "../bundle";
import { DataError, requireIndex, requireLength, type UserIndex } from "../contracts";
import { type FoldsIn, type History, requireHistory, type UserScorer } from "../ranking";

/** Scores of each segment, row-major. */
export interface SegmentScores {
  /** Number of segments. */
  readonly count: number;
  /** [userCount] segment of each user, below count. */
  readonly ofUser: Uint32Array;
  /** [count × itemCount] score of each item in each segment. */
  readonly scores: Float32Array;
}

/** The same scores for everybody, or for everybody of a segment. */
export class PopularityModel implements UserScorer, FoldsIn {
  readonly itemCount: number;

  /**
   * @param userCount number of users it was fitted on
   * @param scores    [itemCount] popularity in the whole shop
   * @param segments  popularity by segment, where there are any
   * @param settings  what made it
   */
  constructor(
    readonly userCount: number,
    readonly scores: Float32Array,
    readonly segments: SegmentScores | undefined,
    readonly settings: JsonObject,
  ) {
    this.itemCount = scores.length;
    if (segments === undefined) return;
    requireLength("segments.ofUser", segments.ofUser.length, userCount);
    requireLength("segments.scores", segments.scores.length, segments.count * this.itemCount);
    for (const segment of segments.ofUser) requireIndex("segment", segment, segments.count);
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    requireLength("scores", scores.length, this.itemCount);
    if (this.segments === undefined) {
      scores.set(this.scores);
    } else {
      this.scoreSegmentInto(this.segments.ofUser[user]!, scores);
    }
  }

  /**
   * For somebody new of whom only the segment is known.
   *
   * @param segment number of the segment
   * @param scores  [itemCount], overwritten
   * @throws ValueError when the model has no such segment; ShapeError when scores has another length
   */
  scoreSegmentInto(segment: number, scores: Float32Array): void {
    requireIndex("segment", segment, this.segments?.count ?? 0);
    requireLength("scores", scores.length, this.itemCount);
    const start = segment * this.itemCount;
    scores.set(this.segments!.scores.subarray(start, start + this.itemCount));
  }

  /** A history changes nothing: everybody new gets the popularity of the whole shop. */
  scoreHistoryInto(history: History, scores: Float32Array): void {
    requireHistory(history, this.itemCount);
    requireLength("scores", scores.length, this.itemCount);
    scores.set(this.scores);
  }

  /** The same model under other settings. */
  withSettings(settings: JsonObject): PopularityModel {
    return new PopularityModel(this.userCount, this.scores, this.segments, settings);
  }
}

/** The model as a bundle of kind "popularity". */
export function popularityToBundle(model: PopularityModel): BundleContent {
  const { segments, itemCount } = model;
  return {
    kind: "popularity",
    settings: { ...model.settings, users: model.userCount },
    tensors: {
      scores: { shape: [itemCount], data: model.scores },
      ...(segments && {
        "segments.ofUser": { shape: [model.userCount], data: segments.ofUser },
        "segments.scores": { shape: [segments.count, itemCount], data: segments.scores },
      }),
    },
  };
}

/** Reads back what {@link popularityToBundle} made. Throws DataError when something is missing. */
export function popularityFromBundle({ kind, settings, tensors }: BundleContent): PopularityModel {
  const { users, ...rest } = settings;
  const scores = tensors["scores"]?.data;
  if (kind !== "popularity" || typeof users !== "number" || !(scores instanceof Float32Array)) {
    throw new DataError(`the bundle must be of kind popularity with users and scores, received kind ${kind}`);
  }
  const ofUser = tensors["segments.ofUser"]?.data;
  const segmentScores = tensors["segments.scores"];
  const segments =
    ofUser instanceof Uint32Array && segmentScores?.data instanceof Float32Array
      ? { count: segmentScores.shape[0]!, ofUser, scores: segmentScores.data }
      : undefined;
  return new PopularityModel(users, scores, segments, rest);
}
