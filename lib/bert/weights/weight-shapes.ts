import type { BertConfig } from "../config/bert-config";
import { type BertHead, labelsOf, usesPooler } from "../config/bert-head";

/** Names of the weights that are used by more than one file. */
export const WORD_EMBEDDINGS = "bert.embeddings.word_embeddings.weight";
export const POSITION_EMBEDDINGS = "bert.embeddings.position_embeddings.weight";
export const TYPE_EMBEDDINGS = "bert.embeddings.token_type_embeddings.weight";
export const POOLER = "bert.pooler.dense";
export const CLASSIFIER = "classifier";
export const PREDICTIONS = "cls.predictions";

/** Beginning of the names of a layer's weights, without the dot at its end. */
export function layerName(layer: number): string {
  return `bert.encoder.layer.${layer}`;
}

/** The dense maps of a layer, by the ends of their names. */
export const LAYER_PROJECTIONS = [
  "attention.self.query",
  "attention.self.key",
  "attention.self.value",
  "attention.output.dense",
  "intermediate.dense",
  "output.dense",
] as const;

/**
 * Names and shapes of all weights of a BERT with a head, as transformers has them: a dense map is [out × in].
 *
 * @param config its shape
 * @param head   what stands on the encoder
 */
export function weightShapes(config: BertConfig, head: BertHead): Map<string, readonly number[]> {
  return new Map([...encoderShapes(config), ...headShapes(config, head)]);
}

/** Names and shapes of embeddings and layers. */
export function encoderShapes(config: BertConfig): Map<string, readonly number[]> {
  const { hiddenSize: width, intermediateSize: inner } = config;
  const shapes = new Map<string, readonly number[]>([
    [WORD_EMBEDDINGS, [config.vocabularySize, width]],
    [POSITION_EMBEDDINGS, [config.maxPositions, width]],
    [TYPE_EMBEDDINGS, [config.tokenTypes, width]],
  ]);
  addLayerNorm(shapes, "bert.embeddings.LayerNorm", width);
  for (let layer = 0; layer < config.layers; layer++) {
    const name = layerName(layer);
    for (const projection of LAYER_PROJECTIONS) {
      const out = projection === "intermediate.dense" ? inner : width;
      addDense(shapes, `${name}.${projection}`, out, projection === "output.dense" ? inner : width);
    }
    addLayerNorm(shapes, `${name}.attention.output.LayerNorm`, width);
    addLayerNorm(shapes, `${name}.output.LayerNorm`, width);
  }
  return shapes;
}

/** Names and shapes of what stands on the encoder, pooler included. */
export function headShapes(config: BertConfig, head: BertHead): Map<string, readonly number[]> {
  const width = config.hiddenSize;
  const shapes = new Map<string, readonly number[]>();
  if (usesPooler(head)) addDense(shapes, POOLER, width, width);
  const labels = labelsOf(head).length;
  if (labels > 0) addDense(shapes, CLASSIFIER, labels, width);
  if (head.kind === "masked") {
    addDense(shapes, `${PREDICTIONS}.transform.dense`, width, width);
    addLayerNorm(shapes, `${PREDICTIONS}.transform.LayerNorm`, width);
    shapes.set(`${PREDICTIONS}.bias`, [config.vocabularySize]);
  }
  return shapes;
}

function addDense(shapes: Map<string, readonly number[]>, name: string, out: number, input: number): void {
  shapes.set(`${name}.weight`, [out, input]);
  shapes.set(`${name}.bias`, [out]);
}

function addLayerNorm(shapes: Map<string, readonly number[]>, name: string, width: number): void {
  shapes.set(`${name}.weight`, [width]);
  shapes.set(`${name}.bias`, [width]);
}
