import { ValueError } from "../../contracts";
import type { FeatureRows } from "./feature-rows";
import type { FeatureStore } from "./feature-store";

/** Features as they were when a ranker was trained: a sample that is saved with it. */
export interface FeatureSample {
  readonly query: string;
  readonly ids: readonly string[];
  /** The query's vector, where there was one. */
  readonly vector?: Float32Array;
  readonly features: FeatureRows;
}

/** A feature that is served otherwise than it was learnt from. */
export interface SkewedFeature {
  readonly name: string;
  /** Values compared, and how many of them differ. */
  readonly values: number;
  readonly differing: number;
  /** Largest difference; Infinity where a value is missing on one side alone. */
  readonly largest: number;
}

/**
 * Training-serving skew: computes the features of saved samples again and compares them with what they were, to the last
 * bit. An index that has not changed has none; prices, popularity and new products move features, and tell that it is time
 * to train anew.
 *
 * @param samples as training recorded them
 * @param store   that serves
 * @returns the features that differ, those that differ most often first; none where nothing does
 * @throws ValueError when samples have another number of features than the store
 */
export function featureSkew(samples: readonly FeatureSample[], store: FeatureStore): SkewedFeature[] {
  const { names } = store.schema;
  const found = names.map((name) => ({ name, values: 0, differing: 0, largest: 0 }));
  for (const { query, ids, vector, features } of samples) {
    if (features.columns !== names.length) {
      throw new ValueError(`samples must have ${names.length} features, received ${features.columns}`);
    }
    const served = store.rowsFor(query, ids, vector);
    for (let at = 0; at < served.data.length; at++) {
      const feature = found[at % names.length]!;
      const difference = differenceOf(features.data[at]!, served.data[at]!);
      feature.values++;
      if (difference === 0) continue;
      feature.differing++;
      feature.largest = Math.max(feature.largest, difference);
    }
  }
  return found.filter(({ differing }) => differing > 0).sort((a, b) => b.differing - a.differing);
}

function differenceOf(trained: number, served: number): number {
  if (Number.isNaN(trained) && Number.isNaN(served)) return 0;
  return Number.isNaN(trained) || Number.isNaN(served) ? Infinity : Math.abs(trained - served);
}
