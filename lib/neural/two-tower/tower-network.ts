import type { Scalar, Tensor2D, Variable } from "@tensorflow/tfjs";
import { gatherRows, linear, type TensorFlow } from "../../device";
import type { LossContext } from "../../training";
import { lookUp } from "../shared/look-up";
import type { Network } from "../shared/train-model";
import { inBatchSoftmax } from "./in-batch-softmax";
import type { TowerBatch } from "./tower-samples";

/** Names of the two towers' weights that are tables. */
export const TOWER_TABLES: ReadonlySet<string> = new Set(["users", "items", "tokens"]);

/**
 * Two towers that meet in a product alone: x_u = c + e_u and y_i = e_i + f_i, with f_i the mean of the vectors of the
 * item's tokens, or W v_i of its given vector v_i.
 */
export class TowerNetwork implements Network<TowerBatch> {
  /**
   * @param tf         the tensor runtime
   * @param parameters "common" c, and with given vectors "features" W
   * @param tables     "users" and "items" e, and with tokens "tokens"
   */
  constructor(
    private readonly tf: TensorFlow,
    readonly parameters: ReadonlyMap<string, Variable>,
    readonly tables: ReadonlyMap<string, Variable>,
  ) {}

  rowsOf({ users, items, tokens }: TowerBatch): Map<string, Int32Array> {
    const rows = new Map([
      ["users", users.rows],
      ["items", items.rows],
    ]);
    if (tokens !== undefined && tokens.length > 0) rows.set("tokens", tokens);
    return rows;
  }

  loss(batch: TowerBatch, context: Pick<LossContext, "rows">): Scalar {
    const { tf } = this;
    const users = tf.add<Tensor2D>(
      lookUp(tf, { tables: this.tables, context }, "users", batch.users),
      this.parameters.get("common")!,
    );
    return inBatchSoftmax(tf, users, this.itemVectors(batch, context), batch.logQ);
  }

  private itemVectors(batch: TowerBatch, context: Pick<LossContext, "rows">): Tensor2D {
    const { tf } = this;
    const own = tf.mul<Tensor2D>(
      lookUp(tf, { tables: this.tables, context }, "items", batch.items),
      tf.tensor2d(batch.keepsId, [batch.keepsId.length, 1]),
    );
    const told = this.featureVectors(batch, context);
    return told === undefined ? own : tf.add<Tensor2D>(own, told);
  }

  private featureVectors(
    { features, tokens, keepsId }: TowerBatch,
    { rows }: Pick<LossContext, "rows">,
  ): Tensor2D | undefined {
    const { tf, tables, parameters } = this;
    if (features === undefined || features.columns === 0) return undefined;
    const values = tf.tensor2d(features.values, [keepsId.length, features.columns]);
    if (tokens === undefined) return linear(tf, values, parameters.get("features") as unknown as Tensor2D);
    const vectors = rows("tokens") ?? gatherRows(tf, tables.get("tokens") as unknown as Tensor2D, tokens);
    return tf.matMul<Tensor2D>(values, vectors);
  }
}
