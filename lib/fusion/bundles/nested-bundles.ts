import type { BundleContent, JsonObject, Tensor } from "../../bundle";
import { DataError, ValueError } from "../../contracts";

/** Bundles of several parts as pieces of one: tensors stand under "part.tensor", lists of ids under "part-list". */
export interface NestedBundles {
  /** For the settings: what {@link unnest} needs to find a part again. */
  readonly parts: readonly JsonObject[];
  readonly tensors: Record<string, Tensor>;
  readonly ids: Record<string, readonly string[]>;
}

/**
 * Puts the bundles of parts into one.
 *
 * @throws ValueError when lists of two parts would have one name (parts "a" and "a-b" can)
 */
export function nest(parts: Iterable<{ readonly name: string; readonly content: BundleContent }>): NestedBundles {
  const nested: { parts: JsonObject[] } & Pick<NestedBundles, "tensors" | "ids"> = { parts: [], tensors: {}, ids: {} };
  for (const { name, content } of parts) {
    for (const [key, tensor] of Object.entries(content.tensors)) nested.tensors[`${name}.${key}`] = tensor;
    for (const [key, list] of Object.entries(content.ids ?? {})) {
      const saved = `${name}-${key}`;
      if (Object.hasOwn(nested.ids, saved))
        throw new ValueError(`two parts have a list of ids ${saved}: rename a part`);
      nested.ids[saved] = list;
    }
    const { kind, settings } = content;
    nested.parts.push({ name, kind, settings, idLists: Object.keys(content.ids ?? {}) });
  }
  return nested;
}

/**
 * The bundle of one part again.
 *
 * @param part  what {@link nest} gave for the settings
 * @param whole the bundle that the part is a piece of
 * @throws DataError when the part is not of this form
 */
export function unnest(part: JsonObject | undefined, { tensors, ids = {} }: BundleContent): BundleContent {
  const { name, kind, settings, idLists } = (part ?? {}) as Partial<SavedPart>;
  if (name === undefined || kind === undefined || settings === undefined || !Array.isArray(idLists)) {
    throw new DataError("each part of the bundle must have a name, a kind, settings and idLists");
  }
  const start = `${name}.`;
  const own = Object.entries(tensors).filter(([key]) => key.startsWith(start));
  return {
    kind,
    settings,
    tensors: Object.fromEntries(own.map(([key, tensor]) => [key.slice(start.length), tensor])),
    ids: Object.fromEntries((idLists as string[]).map((list) => [list, ids[`${name}-${list}`] ?? []])),
  };
}

interface SavedPart {
  readonly name: string;
  readonly kind: string;
  readonly settings: JsonObject;
  readonly idLists: readonly string[];
}
