import type { Variable } from "@tensorflow/tfjs";
import { requireInteger, ValueError } from "../../contracts";
import { layerName } from "../weights/weight-shapes";
import type { BertModel } from "./bert-model";

/** How many weights a model has and how many of them are trained. */
export interface WeightCount {
  readonly trained: number;
  readonly all: number;
  /** trained / all */
  readonly share: number;
}

/** The weights that are trained, by name: what is not frozen, and the adapters'. */
export function trainedWeights(model: BertModel): Map<string, Variable> {
  return new Map([...model.allWeights()].filter(([name]) => !model.isFrozen(name)));
}

/** Counts a model's weights, adapters included. */
export function countWeights(model: BertModel): WeightCount {
  const count = (weights: Iterable<Variable>): number => [...weights].reduce((sum, { size }) => sum + size, 0);
  const [trained, all] = [count(trainedWeights(model).values()), count(model.allWeights().values())];
  return { trained, all, share: trained / all };
}

/** Which weights are meant: those whose name matches, or the embeddings, or the layers below a number. */
export type WeightChoice = RegExp | "all" | { readonly embeddings?: boolean; readonly layers?: number };

/**
 * Keeps weights from being trained. Tasks that were made before still train them.
 *
 * @param model  the model
 * @param choice which: a pattern of names, "all", or the embeddings and the first so many layers
 * @returns how many weights are trained now
 * @throws ValueError when the choice matches nothing or there are fewer layers
 */
export function freeze(model: BertModel, choice: WeightChoice): WeightCount {
  model.setFrozen(chosen(model, choice), true);
  return countWeights(model);
}

/** Lets weights be trained again; the inverse of {@link freeze}, with the same arguments and errors. */
export function unfreeze(model: BertModel, choice: WeightChoice): WeightCount {
  model.setFrozen(chosen(model, choice), false);
  return countWeights(model);
}

function chosen(model: BertModel, choice: WeightChoice): string[] {
  const names = [...model.weights.keys()].filter(predicate(model, choice));
  if (names.length > 0) return names;
  throw new ValueError(
    `choice must match a weight, received ${choice instanceof RegExp ? choice : JSON.stringify(choice)}`,
  );
}

function predicate(model: BertModel, choice: WeightChoice): (name: string) => boolean {
  if (choice === "all") return () => true;
  if (choice instanceof RegExp) return (name) => name.search(choice) >= 0;
  const { embeddings = false, layers = 0 } = choice;
  requireInteger("layers", layers);
  if (layers > model.config.layers) {
    throw new ValueError(`layers must be at most ${model.config.layers}, received ${layers}`);
  }
  const starts = Array.from({ length: layers }, (_, layer) => `${layerName(layer)}.`);
  if (embeddings) starts.push("bert.embeddings.");
  return (name) => starts.some((start) => name.startsWith(start));
}
