import type { BundleContent, JsonObject, Tensor } from "../bundle";
import { DataError, requireOneOf, ValueError } from "../contracts";
import type { UserScorer } from "../ranking";
import { SCALINGS } from "./score-scaling";
import { UserFusion } from "./weighted-fusion";

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
  const tensors: Record<string, Tensor> = {};
  const ids: Record<string, readonly string[]> = {};
  const parts = fusion.parts.map(({ name, weight, scorer }): JsonObject => {
    const content = partToBundle(name, scorer);
    for (const [key, tensor] of Object.entries(content.tensors)) tensors[`${name}.${key}`] = tensor;
    for (const [key, list] of Object.entries(content.ids ?? {})) {
      const saved = `${name}-${key}`;
      if (Object.hasOwn(ids, saved)) throw new ValueError(`two parts have a list of ids ${saved}: rename a part`);
      ids[saved] = list;
    }
    return { name, weight, kind: content.kind, settings: content.settings, idLists: Object.keys(content.ids ?? {}) };
  });
  return { kind: "fusion", settings: { scaling: fusion.scaling, scaledOver: fusion.scaledOver, parts }, tensors, ids };
}

/**
 * Reads back what {@link fusionToBundle} made.
 *
 * @param partFromBundle turns the bundle of one part back into a scorer, by its kind
 * @throws DataError when the bundle is of another kind or incomplete
 */
export function fusionFromBundle(
  { kind, settings, tensors, ids = {} }: BundleContent,
  partFromBundle: (content: BundleContent) => UserScorer,
): UserFusion {
  if (kind !== "fusion") throw new DataError(`the bundle must be of kind fusion, received ${kind}`);
  const scaling = String(settings["scaling"]);
  requireOneOf("scaling", scaling, SCALINGS);
  // Bundles written before it could be chosen have none.
  const scaledOver = String(settings["scaledOver"] ?? "own");
  requireOneOf("scaledOver", scaledOver, ["own", "shared"]);
  if (!Array.isArray(settings["parts"])) throw new DataError("the bundle must list its parts in settings.parts");
  const parts = (settings["parts"] as readonly JsonObject[]).map((part) => {
    const { name, weight, kind: partKind, settings: partSettings, idLists } = part as unknown as SavedPart;
    const content: BundleContent = {
      kind: partKind,
      settings: partSettings,
      tensors: withoutPrefix(tensors, `${name}.`),
      ids: Object.fromEntries(idLists.map((list) => [list, ids[`${name}-${list}`] ?? []])),
    };
    return { name, weight, scorer: partFromBundle(content) };
  });
  return new UserFusion(parts, { scaling, scaledOver });
}

interface SavedPart {
  readonly name: string;
  readonly weight: number;
  readonly kind: string;
  readonly settings: JsonObject;
  readonly idLists: readonly string[];
}

function withoutPrefix<T>(all: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  const own = Object.entries(all).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}
