/**
 * The one name under which a weight is known here, out of those that files use: `bert.` stands before the weights of the
 * encoder, with and without a head, and layer normalisation has `weight` and `bias` where early files say `gamma` and `beta`.
 *
 * @param name as in the file
 */
export function canonicalName(name: string): string {
  const whole = /^(embeddings|encoder|pooler)\./.test(name) ? `bert.${name}` : name;
  return whole.replace(/LayerNorm\.gamma$/, "LayerNorm.weight").replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}

/** Whether a tensor is no weight but a constant or a copy that some files carry. */
export function isNoWeight(name: string): boolean {
  return /^bert\.embeddings\.(position_ids|token_type_ids)$|^cls\.predictions\.decoder\.(weight|bias)$/.test(name);
}

/** Whether a weight belongs to the pooler or to a head that transformers puts on a BERT. */
export function isHeadWeight(name: string): boolean {
  return /^(bert\.pooler|cls|classifier|qa_outputs)\./.test(name);
}
