import type { Tensor2D, Variable } from "@tensorflow/tfjs";
import type { Tensor } from "../../bundle";
import { linear, type TensorFlow } from "../../device";
import type { Adapter } from "../encoder/adapter";
import { variableOf } from "../encoder/bert-model";
import type { ForwardPass } from "../encoder/forward-pass";

/** Ends of the names of LoRA's weights, as in PEFT. */
export const LORA_A = "lora_A.weight";
export const LORA_B = "lora_B.weight";

/** ΔW = α / r · B A beside a dense map, with dropout before it in training. */
export class LoraAdapter implements Adapter {
  readonly weights: ReadonlyMap<string, Variable>;
  /** r */
  readonly rank: number;

  /**
   * @param tf      the tensor runtime
   * @param a       A [r × in]
   * @param b       B [out × r]
   * @param alpha   α: what the adapter says is multiplied by α / r
   * @param dropout share of its input that dropout sets to 0 in training
   */
  constructor(
    private readonly tf: TensorFlow,
    a: Tensor,
    b: Tensor,
    readonly alpha: number,
    readonly dropout: number,
  ) {
    this.rank = a.shape[0]!;
    this.weights = new Map([
      [LORA_A, variableOf(tf, a)],
      [LORA_B, variableOf(tf, b)],
    ]);
  }

  /** α / r */
  get scale(): number {
    return this.alpha / this.rank;
  }

  delta(x: Tensor2D, pass: ForwardPass): Tensor2D {
    const low = linear(this.tf, pass.dropout(x, this.dropout), this.matrixOf(LORA_A));
    return linear(this.tf, low.mul(this.scale), this.matrixOf(LORA_B));
  }

  matrix(): Tensor2D {
    return this.tf.tidy(() => this.matrixOf(LORA_B).matMul(this.matrixOf(LORA_A)).mul(this.scale));
  }

  private matrixOf(end: string): Tensor2D {
    return this.weights.get(end)! as unknown as Tensor2D;
  }
}
