import type { Variable } from "@tensorflow/tfjs";
import type { Tensor } from "../bundle";
import { ShapeError } from "../contracts";
import { replace, type TensorFlow } from "../device";
import type { Trainable } from "./trainable";

/** Every weight of a model by name: "parameters/dense.weight", "tables/word". */
export function weightsOf({
  parameters,
  tables,
}: Pick<Trainable<never>, "parameters" | "tables">): Map<string, Variable> {
  const named = new Map<string, Variable>();
  for (const [name, weight] of parameters) named.set(`parameters/${name}`, weight);
  for (const [name, table] of tables ?? []) named.set(`tables/${name}`, table);
  return named;
}

/** Copies variables to main memory, which no later step changes. */
export async function copyVariables(variables: ReadonlyMap<string, Variable>): Promise<Map<string, Tensor>> {
  const copies = new Map<string, Tensor>();
  for (const [name, variable] of variables) {
    const data = Float32Array.from(await variable.data<"float32">());
    copies.set(name, { shape: variable.shape, data });
  }
  return copies;
}

/**
 * Puts copies back into the variables they came from.
 *
 * @throws ShapeError when a variable has no copy, or one of another shape
 */
export function restoreVariables(
  tf: TensorFlow,
  variables: ReadonlyMap<string, Variable>,
  copies: ReadonlyMap<string, Tensor>,
): void {
  for (const [name, variable] of variables) {
    const copy = copies.get(name);
    if (copy === undefined) throw new ShapeError(`there is no saved state of "${name}"`);
    if (copy.shape.join() !== variable.shape.join()) {
      throw new ShapeError(
        `"${name}" has the shape [${variable.shape.join(", ")}], saved was [${copy.shape.join(", ")}]`,
      );
    }
    // A backend may keep the array it is given, and steps write into what is replaced: it gets one of its own.
    replace(variable, tf.tensor(Float32Array.from(copy.data), variable.shape, "float32"));
  }
}
