import { ShapeError } from "../../contracts";
import type { TensorFlow } from "../tensorflow";
import { adamwInMemory } from "./adamw-memory";
import { adamwNative } from "./adamw-native";
import { adamwMoved } from "./adamw-plain";
import { type AdamwNumbers, type AdamwSettings, type AdamwUpdate, adamwNumbers } from "./adamw-settings";
import { runsOnGpu, isNative } from "./native-ops";
import { isAlone, memoryOf, replace } from "./own-memory";

/**
 * One step of AdamW:
 *   w ← (1 - η λ) w,  m ← β₁ m + (1 - β₁) g,  v ← β₂ v + (1 - β₂) g²,  w ← w - η m̂ / (√v̂ + ε),
 * with m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ). The variables' own memory is written where nobody else holds it: one pass,
 * and no second copy of the model. Clones made before keep their values.
 *
 * @param tf       the tensor runtime
 * @param updates  the weights; call it once for each value of the weight decay
 * @param settings of the step
 * @throws ValueError when the step is not a whole number from 1; ShapeError when a gradient does not fit its weight
 * @source Loshchilov & Hutter, "Decoupled Weight Decay Regularization" (2019), algorithm 2
 */
export function adamwStep(tf: TensorFlow, updates: readonly AdamwUpdate[], settings: AdamwSettings): void {
  const numbers = adamwNumbers(settings);
  for (const { weight, gradient } of updates) {
    if (gradient.shape.join() !== weight.shape.join()) {
      throw new ShapeError(
        `the gradient of ${weight.name} must have the shape [${weight.shape.join(", ")}], received [${gradient.shape.join(", ")}]`,
      );
    }
  }
  if (isNative(tf) && !runsOnGpu(tf)) return adamwNative(tf, updates, numbers);
  for (const update of updates) if (!stepInMemory(tf, update, numbers)) stepWithTensors(tf, update, numbers);
}

function stepInMemory(tf: TensorFlow, update: AdamwUpdate, numbers: AdamwNumbers): boolean {
  const { weight, firstMoment, secondMoment, gradient } = update;
  const variables = [weight, firstMoment, secondMoment];
  if (!variables.every((variable) => isAlone(tf, variable))) return false;
  const arrays = [...variables, gradient].map((tensor) => memoryOf(tf, tensor));
  const [w, m, v, g] = arrays;
  if (w === undefined || m === undefined || v === undefined || g === undefined) return false;
  adamwInMemory(w, m, v, g, numbers);
  return true;
}

function stepWithTensors(tf: TensorFlow, update: AdamwUpdate, numbers: AdamwNumbers): void {
  const { weight, firstMoment, secondMoment, gradient } = update;
  const [w, m, v] = tf.tidy(() => adamwMoved(tf, weight, firstMoment, secondMoment, gradient, numbers));
  replace(weight, w);
  replace(firstMoment, m);
  replace(secondMoment, v);
}
