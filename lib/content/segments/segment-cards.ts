import { requireInteger, requireLength, requireProbability, ShapeError } from "../../contracts";
import type { ItemProfiles } from "../profiles/item-profiles";
import type { KMeansModel } from "./kmeans-model";
import { columnMeans, columnVariances, type Points, squaredDistance } from "./points";

/** Numbers known about each member: what customers spent, products' prices; one named column each. */
export interface NamedColumns {
  /** Name of each column. */
  readonly names: readonly string[];
  /** [members × names], in units people read (not scaled). */
  readonly values: Points;
}

/** A number by which a segment differs from everybody. */
export interface NumberTrait {
  readonly name: string;
  /** Mean over the segment. */
  readonly mean: number;
  /** Mean over all members. */
  readonly overall: number;
  /** (mean - overall) / standard deviation over all members. */
  readonly z: number;
}

/** A feature that is more frequent in a segment than elsewhere. */
export interface FeatureTrait {
  readonly name: string;
  /** Share of the segment's members that have it, in [0, 1]. */
  readonly share: number;
  /** Share of all members that have it. */
  readonly overall: number;
  /** share / overall. */
  readonly lift: number;
}

/** One segment, for people. */
export interface SegmentCard {
  /** Index of the cluster. */
  readonly segment: number;
  /** Members. */
  readonly size: number;
  /** Share of all members, in [0, 1]. */
  readonly share: number;
  /** The member nearest to the centre; undefined in an empty segment. */
  readonly typical: number | undefined;
  /** Members nearest to the centre, the typical one first. */
  readonly examples: Uint32Array;
  /** Numbers with the largest |z|, largest first. */
  readonly numbers: readonly NumberTrait[];
  /** Features with the largest lift, largest first. */
  readonly features: readonly FeatureTrait[];
}

/** What the cards tell. */
export interface SegmentCardOptions {
  /** Numbers to describe with. */
  readonly numbers?: NamedColumns;
  /** Features to describe with: words, brands. One row per member. */
  readonly profiles?: ItemProfiles;
  /** Traits of each kind; 5 unless given. */
  readonly traits?: number;
  /** Members shown; 3 unless given. */
  readonly examples?: number;
  /** A feature counts only when at least this share of the segment has it; 0.1 unless given. */
  readonly leastShare?: number;
}

/**
 * A card for every segment: how large it is, what sets it apart and who is typical of it. It turns clusters, which are
 * lists of numbers, into something a shop can act on.
 *
 * @param model              the clusters
 * @param points             [members × d] what they were fitted on
 * @param options            what to describe them with
 * @param options.numbers    numbers known about the members, in readable units
 * @param options.profiles   features of the members
 * @param options.traits     traits of each kind, 5 unless given
 * @param options.examples   members shown, 3 unless given
 * @param options.leastShare least share of the segment that must have a feature, 0.1 unless given
 * @returns one card per cluster, largest first, equals in the order of the clusters
 * @throws ShapeError when the members differ in number; ValueError when an option is out of range
 */
export function segmentCards(model: KMeansModel, points: Points, options: SegmentCardOptions = {}): SegmentCard[] {
  const { numbers, profiles, traits = 5, examples = 3, leastShare = 0.1 } = options;
  const members = model.labels.length;
  requireInteger("traits", traits);
  requireInteger("examples", examples, 1);
  requireProbability("leastShare", leastShare);
  for (const [name, rows] of [
    ["points", points.rows],
    ["numbers", numbers?.values.rows ?? members],
    ["profiles", profiles?.vectors.rows ?? members],
  ] as const) {
    if (rows !== members) throw new ShapeError(`${name} must have one row per member, ${members}, received ${rows}`);
  }
  const numberTraits = numbers === undefined ? undefined : traitsOfNumbers(model, numbers);
  const featureTraits = profiles === undefined ? undefined : traitsOfFeatures(model, profiles, leastShare);
  const cards = Array.from(model.sizes, (size, segment) => {
    const nearest = nearestMembers(model, points, segment, examples);
    return {
      segment,
      size,
      share: size / members,
      typical: nearest[0],
      examples: nearest,
      numbers: numberTraits?.(segment).slice(0, traits) ?? [],
      features: featureTraits?.(segment).slice(0, traits) ?? [],
    };
  });
  return cards.sort((a, b) => b.size - a.size || a.segment - b.segment);
}

function nearestMembers(model: KMeansModel, points: Points, segment: number, count: number): Uint32Array {
  const members = Uint32Array.from(model.labels.keys()).filter((member) => model.labels[member] === segment);
  const distances = new Map<number, number>();
  for (const member of members) distances.set(member, squaredDistance(points, member, model.centres, segment));
  return members.sort((a, b) => distances.get(a)! - distances.get(b)! || a - b).slice(0, count);
}

/** Σ over each segment's members of each column, [segments × columns]. */
function traitsOfNumbers(
  { labels, sizes }: KMeansModel,
  { names, values }: NamedColumns,
): (segment: number) => NumberTrait[] {
  requireLength("numbers.names", names.length, values.columns);
  const overall = columnMeans(values);
  const deviations = columnVariances(values, overall).map(Math.sqrt);
  const { columns, data } = values;
  const sums = new Float64Array(sizes.length * columns);
  labels.forEach((label, member) => {
    for (let j = 0; j < columns; j++) sums[label * columns + j]! += data[member * columns + j]!;
  });
  return (segment) => {
    if (sizes[segment] === 0) return [];
    const traits = names.map((name, j) => {
      const mean = sums[segment * columns + j]! / sizes[segment]!;
      // A column that is the same for everybody sets nobody apart.
      const z = deviations[j] === 0 ? 0 : (mean - overall[j]!) / deviations[j]!;
      return { name, mean, overall: overall[j]!, z };
    });
    return traits.sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
  };
}

function traitsOfFeatures(
  { labels, sizes }: KMeansModel,
  { vectors, features }: ItemProfiles,
  leastShare: number,
): (segment: number) => FeatureTrait[] {
  const holders = new Uint32Array(features.length);
  const bySegment = new Uint32Array(sizes.length * features.length);
  labels.forEach((label, member) => {
    const held = vectors.valuesOf(member);
    vectors.columnsOf(member).forEach((feature, n) => {
      if (held[n] === 0) return;
      holders[feature]!++;
      bySegment[label * features.length + feature]!++;
    });
  });
  return (segment) => {
    const traits: FeatureTrait[] = [];
    features.forEach((name, feature) => {
      const share = bySegment[segment * features.length + feature]! / sizes[segment]!;
      const overall = holders[feature]! / labels.length;
      if (share > 0 && share >= leastShare && share > overall) {
        traits.push({ name, share, overall, lift: share / overall });
      }
    });
    return traits.sort((a, b) => b.lift - a.lift || b.share - a.share);
  };
}
