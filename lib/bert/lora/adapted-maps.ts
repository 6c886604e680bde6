import { ValueError } from "../../contracts";
import { LAYER_PROJECTIONS, layerName } from "../weights/weight-shapes";
import type { BertModel } from "../encoder/bert-model";

/** A dense map of a layer, by the end of its name. */
export type Projection = (typeof LAYER_PROJECTIONS)[number];

/** Which dense maps get an adapter, and what is trained beside them. */
export interface AdaptedMaps {
  /** Dense maps of every layer; query and value unless given. */
  readonly targets?: readonly Projection[];
  /** Which layers, from 0; all unless given. */
  readonly layers?: readonly number[];
  /** Train the pooler too; false unless given. The rest of the head is trained in any case. */
  readonly pooler?: boolean;
}

/** Names and sizes of the chosen maps. Throws ValueError when nothing is chosen, or what there is not. */
export function adaptedMaps(
  model: BertModel,
  { targets = ["attention.self.query", "attention.self.value"], layers }: AdaptedMaps,
): { name: string; input: number; output: number }[] {
  const unknown = targets.find((target) => !LAYER_PROJECTIONS.includes(target));
  if (unknown !== undefined || targets.length === 0) {
    throw new ValueError(
      `targets must be some of ${LAYER_PROJECTIONS.join(", ")}, received ${JSON.stringify(targets)}`,
    );
  }
  const chosen = layers ?? Array.from({ length: model.config.layers }, (_, layer) => layer);
  if (chosen.length === 0) throw new ValueError("layers must name a layer, received none");
  return [...new Set(chosen)].flatMap((layer) =>
    [...new Set(targets)].map((target) => {
      const name = `${layerName(layer)}.${target}`;
      const [output, input] = model.weight(`${name}.weight`).shape as [number, number];
      if (model.adapters.has(name)) throw new ValueError(`${name} has an adapter already: merge or remove it first`);
      return { name, input, output };
    }),
  );
}

/** Freezes the model but for its head. */
export function trainHeadAlone(model: BertModel, pooler: boolean): void {
  model.setFrozen(model.weights.keys(), true);
  model.setFrozen(
    [...model.weights.keys()].filter((name) => isHead(name, pooler)),
    false,
  );
}

function isHead(name: string, pooler: boolean): boolean {
  return !name.startsWith("bert.") || (pooler && name.startsWith("bert.pooler."));
}
