import type { BundleContent } from "../../bundle";
import { DataError } from "../../contracts";
import { RankNet, type RankNetWeights } from "./rank-net";

const KIND = "rank-net";
const PARTS = ["means", "scales", "hidden", "hiddenBias", "output"] as const;

/** A RankNet as plain data. */
export function rankNetToBundle({ weights, columns, units }: RankNet): BundleContent {
  const tensors = Object.fromEntries(
    PARTS.map((name) => [name, { shape: [weights[name].length], data: weights[name] }]),
  );
  return { kind: KIND, settings: { columns, units }, tensors };
}

/**
 * The network of saved data: the same scores to the last bit.
 *
 * @throws DataError when the content is that of something else; ShapeError when its parts disagree
 */
export function rankNetFromBundle({ kind, tensors }: BundleContent): RankNet {
  if (kind !== KIND) throw new DataError(`a saved RankNet has the kind ${KIND}, received ${kind}`);
  const parts = PARTS.map((name) => {
    const data = tensors[name]?.data;
    if (!(data instanceof Float64Array)) throw new DataError(`a saved RankNet must have the tensor ${name}`);
    return [name, data] as const;
  });
  return new RankNet(Object.fromEntries(parts) as unknown as RankNetWeights);
}
