import type { BundleContent, JsonObject } from "../../bundle";
import { DataError, requireOneOf } from "../../contracts";
import type { UserScorer } from "../../ranking";
import { SCALINGS } from "../score-scaling";
import { UserFusion } from "../weighted-fusion";
import { nest, unnest } from "./nested-bundles";

/**
 * The fusion as one bundle of kind "fusion" that holds the bundles of its parts: their tensors and lists of ids stand
 * under "part.tensor" and "part-list".
 *
 * @param partToBundle turns one part into its own bundle; this room does not know the models it joins
 * @throws ValueError when lists of two parts would have one name (parts "a" and "a-b" can)
 */
export function fusionToBundle(
  fusion: UserFusion,
  partToBundle: (name: string, scorer: UserScorer) => BundleContent,
): BundleContent {
  const { scaling, scaledOver } = fusion;
  const contents = fusion.parts.map(({ name, scorer }) => ({ name, content: partToBundle(name, scorer) }));
  const { parts, tensors, ids } = nest(contents);
  const weighted = parts.map((part, n) => ({ ...part, weight: fusion.parts[n]!.weight }));
  return { kind: "fusion", settings: { scaling, scaledOver, parts: weighted }, tensors, ids };
}

/**
 * Reads back what {@link fusionToBundle} made.
 *
 * @param partFromBundle turns the bundle of one part back into a scorer, by its kind
 * @throws DataError when the bundle is of another kind or incomplete
 */
export function fusionFromBundle(
  content: BundleContent,
  partFromBundle: (content: BundleContent) => UserScorer,
): UserFusion {
  const { kind, settings } = content;
  if (kind !== "fusion") throw new DataError(`the bundle must be of kind fusion, received ${kind}`);
  const scaling = String(settings["scaling"]);
  requireOneOf("scaling", scaling, SCALINGS);
  // Bundles written before it could be chosen have none.
  const scaledOver = String(settings["scaledOver"] ?? "own");
  requireOneOf("scaledOver", scaledOver, ["own", "shared"]);
  if (!Array.isArray(settings["parts"])) throw new DataError("the bundle must list its parts in settings.parts");
  const parts = (settings["parts"] as readonly JsonObject[]).map((part) => ({
    name: String(part["name"]),
    weight: Number(part["weight"]),
    scorer: partFromBundle(unnest(part, content)),
  }));
  return new UserFusion(parts, { scaling, scaledOver });
}
