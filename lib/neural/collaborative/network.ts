import type { Scalar, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import { pairProduct, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import type { PairBatch } from "../samples/pair-samples";
import { logisticLoss } from "../shared/logistic-loss";
import { lookUp } from "../shared/look-up";
import { perceptron } from "../shared/perceptron";
import type { Network } from "../shared/train-model";
import type { CollaborativeShape } from "./shape";

/** The network of {@link CollaborativeShape} on a backend, with the log loss over sampled pairs. */
export class CollaborativeNetwork implements Network<PairBatch> {
  /**
   * @param tf         the tensor runtime
   * @param shape      which terms there are
   * @param parameters weights that every batch uses whole, by name
   * @param tables     embedding tables, by name
   */
  constructor(
    private readonly tf: TensorFlow,
    private readonly shape: CollaborativeShape,
    readonly parameters: ReadonlyMap<string, Variable>,
    readonly tables: ReadonlyMap<string, Variable>,
  ) {}

  rowsOf({ users, items }: PairBatch): Map<string, Int32Array> {
    return new Map([...this.tables.keys()].map((name) => [name, name.endsWith("users") ? users.rows : items.rows]));
  }

  loss(batch: PairBatch, context: Pick<LossContext, "rows">): Scalar {
    return logisticLoss(this.tf, this.logits(batch, context), batch.signs);
  }

  /**
   * z of each example, [examples × 1].
   *
   * @param batch   who and what
   * @param context where the touched rows of the tables are
   */
  logits(batch: PairBatch, context: Pick<LossContext, "rows">): Tensor2D {
    const { tf, shape } = this;
    const sides = ["users", "items"] as const;
    const look = (table: string): Tensor2D[] =>
      sides.map((side) => lookUp(this.tf, this.tables, `${table}.${side}`, batch[side], context));
    let logits: Tensor2D | undefined;
    const add = (term: Tensor2D): void => void (logits = logits === undefined ? term : tf.add<Tensor2D>(logits, term));
    const bias = this.parameters.get("bias") as unknown as Tensor1D;
    if (shape.factors > 0) add(this.product(look("gmf"), bias));
    if (shape.layers.length > 0) {
      const inputs = tf.concat(look("mlp"), 1);
      add(perceptron(tf, this.parameters, "mlp", shape.layers.length, inputs, shape.factors > 0 ? undefined : bias));
    }
    if (shape.biases) for (const biases of look("bias")) add(biases);
    return logits!;
  }

  /** Σ_d h_d p_d q_d + b */
  private product([p, q]: Tensor2D[], bias: Tensor1D): Tensor2D {
    const { tf } = this;
    const output = this.parameters.get("gmf.output") as unknown as Tensor2D | undefined;
    if (output !== undefined) return tf.add(pairProduct(tf, p!, q!, output), bias);
    return tf.add(tf.sum<Tensor2D>(tf.mul(p!, q!), 1, true), bias);
  }
}
