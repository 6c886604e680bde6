import type { Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../device";
import type { Trainable } from "../trainable";

/** Which of a model's two maps a weight stands in. */
export type WeightKind = "parameters" | "tables";

/** Zeros of the shape of every weight, several per weight: what an optimiser remembers. */
export class OptimiserState {
  /** By name: "m/parameters/dense.weight". */
  readonly variables: ReadonlyMap<string, Variable>;

  /**
   * @param tf      the tensor runtime
   * @param weights whose shapes to take
   * @param slots   what is remembered of each weight, by name
   */
  constructor(
    tf: TensorFlow,
    weights: Pick<Trainable<never>, "parameters" | "tables">,
    private readonly slots: readonly string[],
  ) {
    const variables = new Map<string, Variable>();
    for (const kind of ["parameters", "tables"] as const) {
      for (const [name, weight] of weights[kind] ?? []) {
        for (const slot of this.slots) {
          // Not trainable: a tape must never watch them.
          const zeros = tf.tidy(() => tf.variable(tf.zeros(weight.shape), false));
          variables.set(`${slot}/${kind}/${name}`, zeros);
        }
      }
    }
    this.variables = variables;
  }

  /** What is remembered of one weight. */
  of(kind: WeightKind, name: string, slot: string): Variable {
    return this.variables.get(`${slot}/${kind}/${name}`)!;
  }

  /** Frees all of it. */
  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }
}
