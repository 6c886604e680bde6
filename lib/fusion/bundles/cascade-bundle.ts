import type { BundleContent, JsonObject, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import type { Scorer } from "../../ranking";
import { Cascade, type CascadeStage } from "../cascade/cascade";
import { addMargin, capPerGroup, keepBest, onlyAllowed, rankBy } from "../cascade/stages";
import { nest, unnest } from "./nested-bundles";

/** Who makes again what a bundle of a cascade cannot hold. */
export interface CascadeLoaders<Context> {
  /** Turns the bundle of one model back into a scorer, by its kind. */
  readonly scorerFromBundle: (content: BundleContent) => Scorer<Context>;
  /** A stage that is code, by its name: diversity by a similarity, a reranker, your own. */
  readonly stageOf?: (name: string) => CascadeStage<Context> | undefined;
}

/**
 * A cascade as one bundle of kind "cascade": the models of retrieval and ranking, and what the shop's rules are made of.
 * Of a stage that is code (`diversify`, `rerankBy`, your own) the name is kept, and {@link cascadeFromBundle} asks for it.
 *
 * @param scorerToBundle turns one model into its own bundle; retrieval comes by the name "retrieve", others by their stage's
 */
export function cascadeToBundle<Context>(
  { parts: { retrieve, depth = 500, stages } }: Cascade<Context>,
  scorerToBundle: (name: string, scorer: Scorer<Context>) => BundleContent,
): BundleContent {
  const contents = [{ name: "retrieve", content: scorerToBundle("retrieve", retrieve) }];
  const rules: Record<string, Tensor> = {};
  const saved = stages.map(({ name, recipe }, n): JsonObject => {
    switch (recipe?.kind) {
      case undefined:
        return { name, kind: "code" };
      case "keep best":
        return { name, kind: recipe.kind, n: recipe.n };
      case "rank by":
        contents.push({ name: `stage${n}`, content: scorerToBundle(name, recipe.scorer) });
        return { name, kind: recipe.kind };
      case "only allowed":
        rules[`rule${n}`] = { shape: [recipe.mask.length], data: recipe.mask.slice() };
        return { name, kind: recipe.kind };
      case "margin":
        rules[`rule${n}`] = { shape: [recipe.margins.length], data: Float64Array.from(recipe.margins) };
        return { name, kind: recipe.kind, weight: recipe.weight };
      case "cap per group":
        rules[`rule${n}`] = { shape: [recipe.groupOf.length], data: recipe.groupOf.slice() };
        return { name, kind: recipe.kind, cap: recipe.cap };
    }
  });
  const { parts, tensors, ids } = nest(contents);
  return { kind: "cascade", settings: { depth, stages: saved, parts }, tensors: { ...tensors, ...rules }, ids };
}

/**
 * Reads back what {@link cascadeToBundle} made: the same lists.
 *
 * @throws DataError when the bundle is of another kind or incomplete, or nobody makes one of its stages
 */
export function cascadeFromBundle<Context>(
  content: BundleContent,
  { scorerFromBundle, stageOf }: CascadeLoaders<Context>,
): Cascade<Context> {
  const { kind, settings, tensors } = content;
  if (kind !== "cascade") throw new DataError(`the bundle must be of kind cascade, received ${kind}`);
  const { depth, stages, parts } = settings;
  if (!Array.isArray(stages) || !Array.isArray(parts)) {
    throw new DataError("the bundle must have settings.stages and settings.parts");
  }
  const scorerNamed = (name: string): Scorer<Context> =>
    scorerFromBundle(
      unnest(
        (parts as readonly JsonObject[]).find((part) => part["name"] === name),
        content,
      ),
    );
  const stageFrom = (saved: JsonObject, n: number): CascadeStage<Context> => {
    const name = String(saved["name"]);
    switch (saved["kind"]) {
      case "keep best":
        return keepBest(Number(saved["n"]));
      case "rank by":
        return rankBy(name, scorerNamed(`stage${n}`));
      case "only allowed":
        return onlyAllowed(name, ruleOf(tensors, n, Uint8Array));
      case "margin":
        return addMargin(ruleOf(tensors, n, Float64Array), Number(saved["weight"]));
      case "cap per group":
        return capPerGroup(name, ruleOf(tensors, n, Int32Array), Number(saved["cap"]));
      default: {
        const stage = stageOf?.(name);
        if (stage === undefined) throw new DataError(`stage ${name} of the cascade is code: stageOf must make it`);
        return stage;
      }
    }
  };
  return new Cascade<Context>({
    retrieve: scorerNamed("retrieve"),
    depth: Number(depth),
    stages: (stages as readonly JsonObject[]).map(stageFrom),
  });
}

function ruleOf<T>(tensors: BundleContent["tensors"], n: number, type: new (...args: never[]) => T): T {
  const data = tensors[`rule${n}`]?.data;
  if (data instanceof type) return data;
  throw new DataError(`the bundle must have the tensor rule${n} of type ${type.name}`);
}
