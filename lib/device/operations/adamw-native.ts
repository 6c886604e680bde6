import type { Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";
import type { AdamwNumbers, AdamwUpdate } from "./adamw-settings";
import { fusedAdamw, hasFused } from "./fused";
import { type Handle, type NativeOps, native } from "./native-ops";
import { isAlone, makeAlone, replace } from "./own-memory";

/**
 * The step in one pass over memory, on all threads: by our own operation over all weights at once, else by TensorFlow's
 * own Adam.
 *
 * @param tf      the tensor runtime, on the native backend
 * @param updates the weights
 * @param numbers of the step
 */
export function adamwNative(tf: TensorFlow, updates: readonly AdamwUpdate[], numbers: AdamwNumbers): void {
  if (updates.length === 0) return;
  if (!hasFused(tf, "CartwrightAdamw")) return adamwOfTensorFlow(tf, updates, numbers);
  for (const { weight, firstMoment, secondMoment } of updates) {
    for (const variable of [weight, firstMoment, secondMoment]) makeAlone(tf, variable);
  }
  fusedAdamw(tf, updates, numbers);
}

/** For bindings without our own operations: on three variables that all weights borrow in turn. */
function adamwOfTensorFlow(tf: TensorFlow, updates: readonly AdamwUpdate[], numbers: AdamwNumbers): void {
  native(tf, (ops) => {
    const zero = ops.scalar(0); // β₁ᵗ and β₂ᵗ: the corrections are in the rate already
    const settings = [
      zero,
      zero,
      ...[numbers.rate, numbers.beta1, numbers.beta2, numbers.epsilon].map((x) => ops.scalar(x)),
    ];
    const shrink = ops.scalar(1 - numbers.shrink);
    const scale = ops.scalar(numbers.gradientScale);
    const lent = [ops.variable(), ops.variable(), ops.variable()] as const;
    for (const { weight, firstMoment, secondMoment, gradient } of updates) {
      const given = ops.of(gradient);
      const g = numbers.gradientScale === 1 ? given : ops.op("Mul", [given, scale]);
      write(tf, ops, [weight, firstMoment, secondMoment], lent, () => {
        if (numbers.shrink !== 1) decay(ops, lent[0], shrink);
        ops.ops("ResourceApplyAdam", [...lent, ...settings, g], ops.float, 0);
      });
      ops.free(g);
    }
  });
}

/** w ← w - (η λ) w */
function decay(ops: NativeOps, weight: Handle, shrink: Handle): void {
  const value = ops.valueOf(weight);
  const lost = ops.op("Mul", [value, shrink]);
  ops.free(value); // else the next line would copy the weight first
  ops.ops("AssignSubVariableOp", [weight, lost], [ops.type("dtype", ops.floatType)], 0);
  ops.free(lost);
}

/** Writes into the memory of some variables of the model, lent to as many variables of TensorFlow. */
function write(
  tf: TensorFlow,
  ops: NativeOps,
  variables: readonly Variable[],
  lent: readonly Handle[],
  run: () => void,
): void {
  const alone = variables.map((variable) => isAlone(tf, variable));
  variables.forEach((variable, i) => ops.lend(lent[i]!, variable, alone[i]!));
  run();
  variables.forEach((variable, i) => {
    const values = ops.valueOf(lent[i]!);
    if (alone[i]) ops.settle(variable, values);
    else replace(variable, ops.tensor(values));
  });
}
