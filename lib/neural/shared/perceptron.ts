import type { Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import { linear, relu, type TensorFlow } from "../../device";

/**
 * Layers x ← relu(W_n x + b_n) one after the other, and the output W x + b.
 *
 * @param tf         the tensor runtime
 * @param parameters by name: "<name>.0.weight", "<name>.0.bias" and so on, "<name>.output"
 * @param name       of the perceptron
 * @param layers     how many
 * @param inputs     x, [rows × in]
 * @param bias       b, [out]; none unless given
 * @returns [rows × out]
 */
export function perceptron(
  tf: TensorFlow,
  parameters: ReadonlyMap<string, Variable>,
  name: string,
  layers: number,
  inputs: Tensor2D,
  bias?: Tensor1D,
): Tensor2D {
  let x = inputs;
  for (let n = 0; n < layers; n++) {
    const [weight, shift] = [parameters.get(`${name}.${n}.weight`), parameters.get(`${name}.${n}.bias`)];
    x = relu(tf, linear(tf, x, weight as unknown as Tensor2D, shift as unknown as Tensor1D));
  }
  return linear(tf, x, parameters.get(`${name}.output`) as unknown as Tensor2D, bias);
}
