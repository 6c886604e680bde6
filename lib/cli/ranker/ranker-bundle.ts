import type { BundleContent, JsonObject, TensorData } from "../../bundle";
import { DataError } from "../../contracts";
import { sha256 } from "../../evaluation";
import { type FeatureSample, type FeatureSchema, type FeatureScorer } from "../../search";
import { scorerFromBundle } from "./fit-scorer";

export const RANKER_KIND = "search-ranker";
const PREFIX = "scorer.";

/** How a cross-encoder beside the scorer is used. */
export interface CrossEncoderUse {
  /** Documents that it reads. */
  readonly depth: number;
  /** Its share of the score. */
  readonly weight: number;
}

/** A trained ranker as it is saved. */
export interface SavedRanker {
  readonly schema: FeatureSchema;
  readonly scorer: FeatureScorer;
  /** Documents that words and vectors bring each. */
  readonly depth: number;
  /** Features as they were in training. */
  readonly samples: readonly FeatureSample[];
  readonly crossEncoder: CrossEncoderUse | undefined;
  /** {@link queryHash} of each query that it learnt from. */
  readonly learntFrom: ReadonlySet<string>;
}

/** What {@link rankerToBundle} joins. */
export interface RankerParts extends Omit<SavedRanker, "scorer" | "crossEncoder"> {
  readonly scorer: BundleContent;
  readonly crossEncoder: CrossEncoderUse | undefined;
  /** How it was trained. */
  readonly settings: JsonObject;
}

/** A query's fingerprint: what customers typed is not kept in the bundle. */
export function queryHash(query: string): string {
  return sha256(query).slice(0, 16);
}

/** A ranker as plain data: its scorer, what its features are called and mean, and a sample of them. */
export function rankerToBundle(parts: RankerParts): BundleContent {
  const { schema, scorer, depth, samples, crossEncoder, settings, learntFrom } = parts;
  const named = Object.entries(scorer.tensors).map(([name, tensor]) => [PREFIX + name, tensor] as const);
  const rows = samples.map(({ query, ids, vector }) => ({ query, ids, vector: vector !== undefined }));
  const vectors = samples.flatMap(({ vector }) => (vector === undefined ? [] : [...vector]));
  const features = samples.flatMap(({ features: { data } }) => [...data]);
  return {
    kind: RANKER_KIND,
    ids: { queries: [...learntFrom] },
    settings: {
      ...settings,
      features: { version: schema.version, names: schema.names },
      depth,
      scorer: { kind: scorer.kind, settings: scorer.settings },
      samples: rows,
      crossEncoder: crossEncoder === undefined ? null : { ...crossEncoder },
    },
    tensors: {
      ...Object.fromEntries(named),
      "samples.features": vectorOf(Float32Array.from(features)),
      "samples.vectors": vectorOf(Float32Array.from(vectors)),
    },
  };
}

/**
 * The ranker of saved data.
 *
 * @throws DataError when it is no ranker or damaged
 */
export function rankerFromBundle({ kind, settings, tensors, ids }: BundleContent): SavedRanker {
  if (kind !== RANKER_KIND) throw new DataError(`a ranker has the kind ${RANKER_KIND}, received ${kind}`);
  const { features, depth, scorer, crossEncoder } = settings as unknown as {
    features: FeatureSchema;
    depth: number;
    scorer: { kind: string; settings: JsonObject };
    crossEncoder: CrossEncoderUse | null;
  };
  const own = Object.entries(tensors)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, tensor]) => [name.slice(PREFIX.length), tensor] as const);
  return {
    schema: features,
    scorer: scorerFromBundle({ ...scorer, tensors: Object.fromEntries(own) }),
    depth,
    samples: samplesOf(settings, tensors, features.names.length),
    crossEncoder: crossEncoder ?? undefined,
    learntFrom: new Set(ids?.["queries"]),
  };
}

function samplesOf(settings: JsonObject, tensors: BundleContent["tensors"], columns: number): FeatureSample[] {
  const rows = settings["samples"] as unknown as { query: string; ids: string[]; vector: boolean }[];
  const [features, vectors] = [floats(tensors, "samples.features"), floats(tensors, "samples.vectors")];
  const dimension = vectors.length / Math.max(1, rows.filter(({ vector }) => vector).length);
  let row = 0;
  let at = 0;
  return rows.map(({ query, ids, vector }) => {
    const data = features.slice(row * columns, (row + ids.length) * columns);
    row += ids.length;
    const sample = { query, ids, features: { rows: ids.length, columns, data } };
    return vector ? { ...sample, vector: vectors.slice(at, (at += dimension)) } : sample;
  });
}

function floats(tensors: BundleContent["tensors"], name: string): Float32Array {
  const data = tensors[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new DataError(`a saved ranker must have the tensor ${name}`);
}

function vectorOf(data: TensorData): { shape: number[]; data: TensorData } {
  return { shape: [data.length], data };
}
