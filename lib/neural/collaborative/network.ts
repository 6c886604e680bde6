import type { Scalar, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import { logisticLoss, perceptron, type RowPairs, rowPairProduct, rowPairs, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import type { PairBatch } from "../samples/pair-samples";
import { lookUp, lookUpPairs } from "../shared/look-up";
import { perceptronLayers } from "../shared/perceptron";
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
  logits({ users, items }: PairBatch, context: Pick<LossContext, "rows">): Tensor2D {
    const { tf, shape, parameters, tables } = this;
    const pairs = (name: string): RowPairs => lookUpPairs({ tables, context }, name, users, items);
    const bias = parameters.get("bias") as unknown as Tensor1D;
    const terms: Tensor2D[] = [];
    if (shape.factors > 0) terms.push(rowPairProduct(tf, pairs("gmf"), this.productWeights())); // GMF
    if (shape.biases) {
      terms.push(
        lookUp(tf, { tables, context }, "bias.users", users),
        lookUp(tf, { tables, context }, "bias.items", items),
      );
    }
    if (shape.layers.length === 0) terms.push(bias.reshape([1, 1]));
    else
      terms.push(
        perceptron(tf, rowPairs(tf, pairs("mlp")), perceptronLayers(parameters, "mlp", shape.layers.length, bias)),
      ); // MLP
    return terms.reduce((sum, term) => tf.add<Tensor2D>(sum, term));
  }

  /** h, [1 × factors] */
  private productWeights(): Tensor2D {
    const learned = this.parameters.get("gmf.output") as unknown as Tensor2D | undefined;
    return learned ?? this.tf.ones([1, this.shape.factors]);
  }
}
