import {
  type BundleContent,
  type JsonObject,
  readBundle,
  type SavedBundle,
  writeBundle,
  type WriteBundleOptions,
} from "../../bundle";
import { DataError, NotSupportedError } from "../../contracts";
import { historiesFromTensors, historiesToTensors } from "./histories";
import { Recommender, type RecommenderParts } from "./recommender";

/** Turns the content of a bundle back into a model; a model room's `fromBundle` is one. */
export type ModelLoader = (content: BundleContent) => RecommenderParts["scorer"];

/** Loaders by the kind of bundle that each understands. */
export type ModelLoaders = Readonly<Record<string, ModelLoader>>;

/** What is saved beside the recommender itself. */
export interface SaveRecommenderOptions extends WriteBundleOptions {
  /** The model's own content: `alsToBundle(model)`. Its kind and settings become the bundle's. */
  readonly model: BundleContent;
  /** Which columns of the training file played which part. */
  readonly columns?: JsonObject;
  readonly metrics?: JsonObject;
  readonly protocolHash?: string;
  /** SHA-256 of the training file. */
  readonly dataHash?: string;
  /** Terms of use. */
  readonly licence?: string;
  /** What it was made from. Its `until`, ISO 8601, is the time of the latest event in training. */
  readonly lineage?: JsonObject;
}

/**
 * Saves all that is needed to answer: the model, what each user had, popularity for strangers, and the ids.
 *
 * Tensors `seen.*` and `popularity.scores` and the id lists `users` and `items` stand beside the model's own.
 *
 * @throws as `writeBundle` does
 */
export async function saveRecommender(
  dir: string,
  recommender: Recommender,
  { model, created, ...meta }: SaveRecommenderOptions,
): Promise<void> {
  const { seen, popularity, users, items } = recommender;
  const tensors = {
    ...model.tensors,
    ...historiesToTensors(seen),
    "popularity.scores": { shape: [popularity.length], data: popularity },
  };
  await writeBundle(dir, { ...model, ...meta, tensors, ids: { ...model.ids, users, items } }, { created });
}

/** A recommender from disk, with what its bundle says about itself. */
export interface LoadedRecommender {
  readonly recommender: Recommender;
  readonly bundle: SavedBundle;
}

/**
 * Loads what {@link saveRecommender} saved. Its name is the kind and the first digits of the bundle's fingerprint:
 * "als@3f2a91c0".
 *
 * @param dir     the bundle's folder
 * @param loaders by kind; the caller decides which models exist
 * @throws DataError when the bundle is damaged, too new, or holds a bare model without ids and histories
 * @throws NotSupportedError when no loader is given for its kind
 */
export async function loadRecommender(dir: string, loaders: ModelLoaders): Promise<LoadedRecommender> {
  const bundle = await readBundle(dir);
  const { kind, settings, tensors, ids, fingerprint, lineage } = bundle;
  const loader = Object.hasOwn(loaders, kind) ? loaders[kind] : undefined;
  if (loader === undefined) {
    throw new NotSupportedError(`${dir} holds a model of kind ${kind}; known are ${Object.keys(loaders).join(", ")}`);
  }
  const popularity = tensors["popularity.scores"]?.data;
  const { users, items } = ids ?? {};
  if (users === undefined || items === undefined || !(popularity instanceof Float32Array)) {
    throw new DataError(`${dir} holds a bare model: ids of users and items, or popularity.scores, are missing`, {
      file: dir,
    });
  }
  const name = `${kind}@${fingerprint.slice(0, 8)}`;
  const seen = historiesFromTensors(tensors);
  const feedback = settings["feedback"] === "explicit" ? "explicit" : "implicit";
  const until = lineage?.["until"];
  const trainedUntil = typeof until === "string" ? Date.parse(until) : undefined;
  if (Number.isNaN(trainedUntil)) throw new DataError(`${dir}: the lineage's "until" is no time`, { file: dir });
  const parts: RecommenderParts = {
    kind,
    scorer: loader(bundle),
    seen,
    users,
    items,
    popularity,
    name,
    feedback,
    trainedUntil,
  };
  return { recommender: new Recommender(parts), bundle };
}
