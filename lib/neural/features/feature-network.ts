import type { Scalar, Tensor2D, Tensor3D, Variable } from "@tensorflow/tfjs";
import { logisticLoss, perceptron, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import { lookUp } from "../shared/look-up";
import { perceptronLayers } from "../shared/perceptron";
import type { Network } from "../shared/train-model";
import type { FeatureBatch } from "./feature-samples";
import type { FeatureShape } from "./feature-shape";

/** The network of {@link FeatureShape} on a backend, with the log loss over sampled pairs. */
export class FeatureNetwork implements Network<FeatureBatch> {
  /**
   * @param tf         the tensor runtime
   * @param shape      which terms there are
   * @param parameters weights that every batch uses whole, by name
   * @param tables     "vectors", "linear" and "crosses"
   */
  constructor(
    private readonly tf: TensorFlow,
    private readonly shape: FeatureShape,
    readonly parameters: ReadonlyMap<string, Variable>,
    readonly tables: ReadonlyMap<string, Variable>,
  ) {}

  rowsOf({ features, crosses }: FeatureBatch): Map<string, Int32Array> {
    const rows = new Map([["linear", features.rows]]);
    if (this.shape.products || this.shape.layers.length > 0) rows.set("vectors", features.rows);
    if (crosses !== undefined) rows.set("crosses", crosses.rows);
    return rows;
  }

  loss(batch: FeatureBatch, context: Pick<LossContext, "rows">): Scalar {
    return logisticLoss(this.tf, this.logits(batch, context), batch.signs);
  }

  /**
   * z of each example, [examples × 1].
   *
   * @param batch   features of the examples
   * @param context where the touched rows of the tables are
   */
  logits({ features, crosses, signs }: FeatureBatch, context: Pick<LossContext, "rows">): Tensor2D {
    const { tf, shape, parameters, tables } = this;
    const count = signs.length;
    const place = { tables, context };
    const sumOf = (table: string, lookups: FeatureBatch["features"]): Tensor2D =>
      tf.sum(lookUp(tf, place, table, lookups).reshape([count, -1]), 1, true);
    let logits = tf.add<Tensor2D>(sumOf("linear", features), parameters.get("bias")!);
    if (crosses !== undefined) logits = tf.add(logits, sumOf("crosses", crosses));
    if (!shape.products && shape.layers.length === 0) return logits;
    const vectors = lookUp(tf, place, "vectors", features);
    if (shape.products) logits = tf.add(logits, pairProducts(tf, vectors.reshape([count, -1, shape.width])));
    if (shape.layers.length === 0) return logits;
    return tf.add(
      logits,
      perceptron(tf, vectors.reshape([count, -1]), perceptronLayers(parameters, "deep", shape.layers.length)),
    );
  }
}

/**
 * The sum over all pairs of features of v_f · v_g, in one pass over the features instead of one over their pairs:
 * Σ_{f<g} v_f · v_g = ½ Σ_d [(Σ_f v_fd)² − Σ_f v_fd²].
 *
 * @param tf      the tensor runtime
 * @param vectors v, [examples × features × width]
 * @returns [examples × 1]
 * @source Rendle, "Factorization Machines", ICDM 2010, lemma 3.1
 */
export function pairProducts(tf: TensorFlow, vectors: Tensor3D): Tensor2D {
  const squareOfSum = tf.square(tf.sum<Tensor2D>(vectors, 1));
  const sumOfSquares = tf.sum<Tensor2D>(tf.square(vectors), 1);
  return tf.mul(tf.sum<Tensor2D>(tf.sub(squareOfSum, sumOfSquares), 1, true), 0.5);
}
