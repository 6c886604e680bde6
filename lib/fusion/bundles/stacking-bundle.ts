import type { BundleContent, JsonObject } from "../../bundle";
import { DataError } from "../../contracts";
import type { RowModel } from "../rows";
import { StackedModel } from "../stacking/stacking";
import { nest, unnest } from "./nested-bundles";

const META = "meta";

/**
 * Stacked models as one bundle of kind "stacking" that holds those of the learners and of the second level.
 *
 * @param modelToBundle turns one model into its own bundle; the second level comes by the name "meta"
 */
export function stackingToBundle(
  { learners, meta, passThrough }: StackedModel,
  modelToBundle: (name: string, model: RowModel) => BundleContent,
): BundleContent {
  // By places: the names of learners are free text, those of tensors and lists are not.
  const first = learners.map(({ name, model }, n) => ({ name: `learner${n}`, content: modelToBundle(name, model) }));
  const { parts, tensors, ids } = nest([...first, { name: META, content: modelToBundle(META, meta) }]);
  const names = learners.map(({ name }) => name);
  return { kind: "stacking", settings: { learners: names, passThrough, parts }, tensors, ids };
}

/**
 * Reads back what {@link stackingToBundle} made: the same predictions to the last bit.
 *
 * @param modelFromBundle turns the bundle of one model back into it, by its kind
 * @throws DataError when the bundle is of another kind or incomplete
 */
export function stackingFromBundle(
  content: BundleContent,
  modelFromBundle: (content: BundleContent) => RowModel,
): StackedModel {
  const { kind, settings } = content;
  if (kind !== "stacking") throw new DataError(`the bundle must be of kind stacking, received ${kind}`);
  const { learners, parts, passThrough } = settings;
  if (!Array.isArray(learners) || !Array.isArray(parts) || parts.length !== learners.length + 1) {
    throw new DataError(
      "the bundle must have settings.learners, and settings.parts with one more for the second level",
    );
  }
  const models = (parts as readonly JsonObject[]).map((part) => modelFromBundle(unnest(part, content)));
  return new StackedModel(
    (learners as readonly string[]).map((name, n) => ({ name, model: models[n]! })),
    models.at(-1)!,
    passThrough === true,
  );
}
