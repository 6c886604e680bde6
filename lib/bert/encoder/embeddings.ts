import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import { addLayerNorm, gatherRows, layerNorm } from "../../device";
import { POSITION_EMBEDDINGS, TYPE_EMBEDDINGS, WORD_EMBEDDINGS } from "../weights/weight-shapes";
import { type BertInput, touchedRows } from "./bert-input";
import type { BertModel } from "./bert-model";
import type { ForwardPass } from "./forward-pass";
import type { PackedTokens, TokenLayout } from "./token-layout";

/**
 * What the first layer reads: for each token LayerNorm(word + position + type), with dropout in training.
 *
 * @param model  the model
 * @param input  the tokens
 * @param layout how they shall lie
 * @param pass   the forward pass; where it has the touched rows of the word embeddings, these are looked up in place of
 *               the table, in the order of `touchedRows(input.ids)`
 * @returns [tokens × width]
 */
export function embedTokens(model: BertModel, input: BertInput, layout: TokenLayout, pass: ForwardPass): Tensor2D {
  const sum = layout.kind === "packed" ? packedSum(model, input, layout) : paddedSum(model, input, pass);
  return pass.dropout(normalised(model, "bert.embeddings.LayerNorm", sum), model.config.hiddenDropout);
}

function paddedSum(model: BertModel, input: BertInput, pass: ForwardPass): Tensor2D {
  const { rows, columns } = input;
  const width = model.config.hiddenSize;
  const positions = (model.weight(POSITION_EMBEDDINGS) as unknown as Tensor2D).slice([0, 0], [columns, width]);
  return wordVectors(model, input.ids, pass)
    .reshape([rows, columns, width])
    .add(positions)
    .reshape([rows * columns, width])
    .add(typeVectors(model, input.typeIds)) as Tensor2D;
}

function packedSum(model: BertModel, { ids, typeIds, columns }: BertInput, { places }: PackedTokens): Tensor2D {
  const positions = model.weight(POSITION_EMBEDDINGS) as unknown as Tensor2D;
  return gatherRows(
    model.tf,
    model.weight(WORD_EMBEDDINGS) as unknown as Tensor2D,
    places.map((place) => ids[place]!),
  )
    .add(
      gatherRows(
        model.tf,
        positions,
        places.map((place) => place % columns),
      ),
    )
    .add(
      typeVectors(
        model,
        places.map((place) => typeIds[place]!),
      ),
    );
}

/** Layer normalisation with the weights of a name. */
export function normalised(model: BertModel, name: string, x: Tensor2D): Tensor2D {
  const { gain, bias } = gainAndBias(model, name);
  return layerNorm(model.tf, x, gain, bias, model.config.layerNormEpsilon);
}

/** Layer normalisation of a sum with the weights of a name. */
export function sumNormalised(model: BertModel, name: string, x: Tensor2D, other: Tensor2D): Tensor2D {
  const { gain, bias } = gainAndBias(model, name);
  return addLayerNorm(model.tf, x, other, gain, bias, model.config.layerNormEpsilon);
}

function gainAndBias(model: BertModel, name: string): { gain: Tensor1D; bias: Tensor1D } {
  const [gain, bias] = [model.weight(`${name}.weight`), model.weight(`${name}.bias`)] as unknown as [
    Tensor1D,
    Tensor1D,
  ];
  return { gain, bias };
}

function wordVectors(model: BertModel, ids: Int32Array, pass: ForwardPass): Tensor2D {
  const touched = pass.rows(WORD_EMBEDDINGS);
  if (touched !== undefined) return gatherRows(model.tf, touched, touchedRows(ids).places);
  return gatherRows(model.tf, model.weight(WORD_EMBEDDINGS) as unknown as Tensor2D, ids);
}

/** One vector for all tokens where all have type 0, which is the usual case; else one for each. */
function typeVectors(model: BertModel, typeIds: Int32Array): Tensor2D {
  const table = model.weight(TYPE_EMBEDDINGS) as unknown as Tensor2D;
  if (typeIds.every((type) => type === 0)) return table.slice([0, 0], [1, table.shape[1]]);
  return gatherRows(model.tf, table, typeIds);
}
