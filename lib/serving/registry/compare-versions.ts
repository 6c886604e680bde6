import { requireInteger } from "../../contracts";
import type { JsonObject } from "../../bundle";
import type { LoadedRecommender } from "../models/recommender-bundle";

/** How two versions differ for customers. */
export interface VersionComparison {
  /** Measured quality as each bundle says. */
  readonly metrics: { readonly before: JsonObject; readonly after: JsonObject };
  /** Whether the same protocol measured both; figures of two protocols say nothing about each other. */
  readonly sameProtocol: boolean;
  /** Length of the lists that were compared. */
  readonly k: number;
  /** Users whose lists were compared: those that both know. */
  readonly users: number;
  /** Users whose list is another: other items, or another order. */
  readonly changedUsers: number;
  /** Mean share of a list's items that are not in the other version's; 0 for the same items, 1 for nothing in common. */
  readonly changedItems: number;
  /** Users and items that one of the two does not know. */
  readonly onlyBefore: { readonly users: number; readonly items: number };
  readonly onlyAfter: { readonly users: number; readonly items: number };
}

/**
 * Compares the lists of two versions, item by item.
 *
 * @param before the version that is live, say
 * @param after  the one that would take its place
 * @param options how
 * @param options.k     length of the lists; 10 unless given
 * @param options.users most users to look at, evenly chosen; 1,000 unless given
 */
export function compareVersions(
  before: LoadedRecommender,
  after: LoadedRecommender,
  { k = 10, users: most = 1000 }: { readonly k?: number; readonly users?: number } = {},
): VersionComparison {
  requireInteger("k", k, 1);
  requireInteger("users", most, 1);
  const [old, young] = [before.recommender, after.recommender];
  const common = old.users.filter((user) => young.knowsUser(user));
  const chosen = evenly(common, most);
  let changedUsers = 0;
  let changedItems = 0;
  for (const user of chosen) {
    const [one, two] = [old, young].map((model) => model.recommend(user, k).items.map(({ item }) => item));
    if (one!.join("\n") !== two!.join("\n")) changedUsers++;
    changedItems += shareChanged(one!, two!);
  }
  return {
    metrics: { before: before.bundle.metrics ?? {}, after: after.bundle.metrics ?? {} },
    sameProtocol: before.bundle.protocolHash !== undefined && before.bundle.protocolHash === after.bundle.protocolHash,
    k,
    users: chosen.length,
    changedUsers,
    changedItems: chosen.length === 0 ? 0 : changedItems / chosen.length,
    onlyBefore: missingFrom(before, after),
    onlyAfter: missingFrom(after, before),
  };
}

function missingFrom(
  { recommender: from }: LoadedRecommender,
  { recommender: other }: LoadedRecommender,
): {
  users: number;
  items: number;
} {
  return {
    users: from.users.filter((user) => !other.knowsUser(user)).length,
    items: from.items.filter((item) => !other.knowsItem(item)).length,
  };
}

/** Share of the longer list's items that the other has not. */
function shareChanged(one: readonly string[], two: readonly string[]): number {
  const longest = Math.max(one.length, two.length);
  if (longest === 0) return 0;
  const has = new Set(two);
  return (longest - one.filter((item) => has.has(item)).length) / longest;
}

function evenly(all: readonly string[], most: number): string[] {
  const count = Math.min(all.length, most);
  return Array.from({ length: count }, (_, n) => all[Math.floor((n * all.length) / count)]!);
}
