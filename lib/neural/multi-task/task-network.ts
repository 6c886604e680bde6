import type { Scalar, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import { linear, logisticLoss, relu, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import { lookUp } from "../shared/look-up";
import type { Network } from "../shared/train-model";
import type { TaskBatch } from "./task-samples";
import type { TaskShape } from "./task-shape";

/** The network of {@link TaskShape} on a backend; its loss is Σ_t weight_t · log loss of task t. */
export class TaskNetwork implements Network<TaskBatch> {
  /**
   * @param tf         the tensor runtime
   * @param shape      sizes and tasks
   * @param parameters weights that every batch uses whole, by name
   * @param tables     "vectors"
   */
  constructor(
    private readonly tf: TensorFlow,
    private readonly shape: TaskShape,
    readonly parameters: ReadonlyMap<string, Variable>,
    readonly tables: ReadonlyMap<string, Variable>,
  ) {}

  rowsOf({ features }: TaskBatch): Map<string, Int32Array> {
    return new Map([["vectors", features.rows]]);
  }

  loss(batch: TaskBatch, context: Pick<LossContext, "rows">): Scalar {
    const { tf, shape } = this;
    const logits = this.logits(batch, context);
    const losses = logits.map((z, t) => tf.mul<Scalar>(logisticLoss(tf, z, batch.signs[t]!), shape.weights[t]!));
    return losses.reduce((sum, loss) => tf.add(sum, loss));
  }

  /**
   * z_t of each task and example, [examples × 1] each.
   *
   * @param batch   features of the examples
   * @param context where the touched rows of the tables are
   */
  logits({ features, signs }: TaskBatch, context: Pick<LossContext, "rows">): Tensor2D[] {
    const { tf, shape } = this;
    const count = signs[0]!.length;
    const x = lookUp(tf, { tables: this.tables, context }, "vectors", features).reshape([count, -1]) as Tensor2D;
    const experts = relu(tf, linear(tf, x, this.matrix("experts.weight"), this.vector("experts.bias")));
    return shape.tasks.map((_, t) => {
      const mixed = this.mix(t, x, experts);
      const inner = relu(tf, linear(tf, mixed, this.matrix(`tower.${t}.weight`), this.vector(`tower.${t}.bias`)));
      return linear(tf, inner, this.matrix(`tower.${t}.output`), this.vector(`tower.${t}.offset`));
    });
  }

  /** h_t = Σ_k g_tk e_k; with one expert, that one. */
  private mix(task: number, x: Tensor2D, experts: Tensor2D): Tensor2D {
    const { tf } = this;
    const { experts: count, expertWidth } = this.shape;
    if (count === 1) return experts;
    const gates = tf.softmax(linear(tf, x, this.matrix(`gate.${task}`)));
    return tf.sum(tf.mul(experts.reshape([-1, count, expertWidth]), gates.reshape([-1, count, 1])), 1);
  }

  private matrix(name: string): Tensor2D {
    return this.parameters.get(name) as unknown as Tensor2D;
  }

  private vector(name: string): Tensor1D {
    return this.parameters.get(name) as unknown as Tensor1D;
  }
}
