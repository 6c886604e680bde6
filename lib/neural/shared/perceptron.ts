import type { Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { PerceptronLayer } from "../../device";

/**
 * The layers of a perceptron, the output last.
 *
 * @param parameters by name: "<name>.0.weight", "<name>.0.bias" and so on, "<name>.output"
 * @param name       of the perceptron
 * @param layers     how many before the output
 * @param bias       of the output, [out]; none unless given
 */
export function perceptronLayers(
  parameters: ReadonlyMap<string, Variable>,
  name: string,
  layers: number,
  bias?: Tensor1D,
): PerceptronLayer[] {
  const inner = Array.from({ length: layers }, (_, n) => ({
    weight: parameters.get(`${name}.${n}.weight`) as unknown as Tensor2D,
    bias: parameters.get(`${name}.${n}.bias`) as unknown as Tensor1D,
  }));
  return [...inner, { weight: parameters.get(`${name}.output`) as unknown as Tensor2D, bias }];
}
