import type { Scalar, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { Tensor } from "../../bundle";
import { linear, type TensorFlow } from "../../device";
import type { Adapter } from "../encoder/adapter";
import { variableOf } from "../encoder/bert-model";
import type { ForwardPass } from "../encoder/forward-pass";

/** Ends of the names of AdaLoRA's weights, as in PEFT: Q, Λ and P. */
export const ADA_A = "lora_A";
export const ADA_E = "lora_E";
export const ADA_B = "lora_B";

/** ΔW = α / r · P Λ Q beside a dense map: a singular value decomposition whose values are given and taken in training. */
export class AdaLoraAdapter implements Adapter {
  readonly weights: ReadonlyMap<string, Variable>;
  /** Number of triplets of a singular value and its two vectors, those that are 0 included. */
  readonly rank: number;

  /**
   * @param tf              the tensor runtime
   * @param q               Q [r × in]
   * @param p               P [out × r]
   * @param settings        α, dropout before it in training, and the weight γ of the orthogonality term
   */
  constructor(
    private readonly tf: TensorFlow,
    q: Tensor,
    p: Tensor,
    readonly settings: { readonly alpha: number; readonly dropout: number; readonly orthogonality: number },
  ) {
    this.rank = q.shape[0]!;
    this.weights = new Map([
      [ADA_A, variableOf(tf, q)],
      [ADA_E, variableOf(tf, { shape: [this.rank], data: new Float32Array(this.rank) })],
      [ADA_B, variableOf(tf, p)],
    ]);
  }

  /** α / r */
  get scale(): number {
    return this.settings.alpha / this.rank;
  }

  delta(x: Tensor2D, pass: ForwardPass): Tensor2D {
    const low = linear(this.tf, pass.dropout(x, this.settings.dropout), this.weight(ADA_A));
    return linear(this.tf, low.mul(this.values()).mul(this.scale), this.weight(ADA_B));
  }

  matrix(): Tensor2D {
    return this.tf.tidy(() =>
      this.weight(ADA_B).mul(this.values()).matMul<Tensor2D>(this.weight(ADA_A)).mul(this.scale),
    );
  }

  /** γ (‖PᵀP - I‖² + ‖QQᵀ - I‖²), in Frobenius norms: what keeps the vectors orthogonal (equation 4). */
  penalty(): Scalar {
    const { tf } = this;
    const far = (gram: Tensor2D): Scalar => gram.sub(tf.eye(this.rank)).square().sum() as Scalar;
    const [p, q] = [this.weight(ADA_B), this.weight(ADA_A)];
    const sum = far(tf.matMul(p, p, true, false)).add(far(tf.matMul(q, q, false, true)));
    return sum.mul(this.settings.orthogonality) as Scalar;
  }

  private values(): Tensor1D {
    return this.weights.get(ADA_E)! as unknown as Tensor1D;
  }

  private weight(end: string): Tensor2D {
    return this.weights.get(end)! as unknown as Tensor2D;
  }
}
