import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { NotSupportedError, requireFinite, requireIndex, requireLength, requireProbability } from "../../contracts";
import { type CrossEntropyOptions, softmaxCrossEntropy } from "../../device";
import { labelsOf, type Problem } from "../config/bert-head";
import type { BertModel } from "../encoder/bert-model";
import { sequenceLogits } from "../heads/logits";
import { BertTask } from "./bert-task";

/**
 * Learning one label of several for each text (or pair). A target is the label's number.
 *
 * @param model                  a model with the head "sequence" of the kind "single-label"
 * @param options                how a wrong label is charged
 * @param options.labelSmoothing share of a label's probability that is spread over all labels; 0 unless given
 * @param options.classWeights   weight of each label; 1 unless given
 * @throws NotSupportedError when the model has another head
 */
export function classificationTask(model: BertModel, options: CrossEntropyOptions = {}): BertTask<number> {
  const labels = requireProblem(model, "single-label");
  return new BertTask<number>(model, {
    loss: ({ input, targets }, pass) =>
      softmaxCrossEntropy(model.tf, sequenceLogits(model, input, pass), targets, options),
    check: ({ target }) => requireIndex("its label", target, labels),
  });
}

/**
 * Learning any number of labels for each text (or pair): the mean of the binary cross-entropies of all labels. A target
 * holds for each label the probability that it is meant, usually 0 or 1.
 *
 * @param model a model with the head "sequence" of the kind "multi-label"
 * @throws NotSupportedError when the model has another head
 */
export function multiLabelTask(model: BertModel): BertTask<ArrayLike<number>> {
  const labels = requireProblem(model, "multi-label");
  return new BertTask<ArrayLike<number>>(model, {
    loss: ({ input, targets }, pass) => {
      const logits = sequenceLogits(model, input, pass);
      return binaryCrossEntropy(model, logits, model.tf.tensor2d(flat(targets, labels), logits.shape));
    },
    check: ({ target }) => {
      requireLength("its target", target.length, labels);
      for (let label = 0; label < labels; label++) requireProbability(`its target for label ${label}`, target[label]!);
    },
  });
}

/**
 * Learning numbers: mean squared error. A target holds one number for each of the head's labels.
 *
 * @param model a model with the head "sequence" of the kind "regression"
 * @throws NotSupportedError when the model has another head
 */
export function regressionTask(model: BertModel): BertTask<ArrayLike<number>> {
  const labels = requireProblem(model, "regression");
  return new BertTask<ArrayLike<number>>(model, {
    loss: ({ input, targets }, pass) => {
      const numbers = sequenceLogits(model, input, pass);
      return numbers
        .sub(model.tf.tensor2d(flat(targets, labels), numbers.shape))
        .square()
        .mean() as Scalar;
    },
    check: ({ target }) => {
      requireLength("its target", target.length, labels);
      for (let label = 0; label < labels; label++) requireFinite(`its target for number ${label}`, target[label]!);
    },
  });
}

/**
 * Learning how well two texts fit together (a cross-encoder, which reads both at once): the binary cross-entropy of one
 * score. Examples are encoded pairs; a target is the probability that they fit, usually 0 or 1.
 *
 * @param model a model with the head "sequence" of the kind "multi-label" and one label
 * @throws NotSupportedError when the model has another head
 * @source Nogueira & Cho, "Passage Re-ranking with BERT" (2019), equation 1
 */
export function pairTask(model: BertModel): BertTask<number> {
  const labels = requireProblem(model, "multi-label");
  if (labels !== 1) throw new NotSupportedError(`pairs are scored by a head with one label, received ${labels}`);
  return new BertTask<number>(model, {
    loss: ({ input, targets }, pass) => {
      const logits = sequenceLogits(model, input, pass);
      return binaryCrossEntropy(model, logits, model.tf.tensor2d(Float32Array.from(targets), logits.shape));
    },
    check: ({ target }) => requireProbability("its score", target),
  });
}

/** Mean of -y log σ(x) - (1 - y) log(1 - σ(x)) = softplus(x) - x y, which no x makes infinite. */
function binaryCrossEntropy({ tf }: BertModel, logits: Tensor2D, y: Tensor): Scalar {
  return tf.softplus(logits).sub(logits.mul(y)).mean() as Scalar;
}

/** Number of labels. */
function requireProblem({ head }: BertModel, problem: Problem): number {
  if (head.kind === "sequence" && head.problem === problem) return labelsOf(head).length;
  const received = head.kind === "sequence" ? `"sequence" of the kind "${head.problem}"` : `"${head.kind}"`;
  throw new NotSupportedError(`this task needs a head "sequence" of the kind "${problem}", received ${received}`);
}

function flat(targets: readonly ArrayLike<number>[], width: number): Float32Array {
  const all = new Float32Array(targets.length * width);
  targets.forEach((target, row) => all.set(target, row * width));
  return all;
}
