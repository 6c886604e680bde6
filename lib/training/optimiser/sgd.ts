import type { Tensor, Variable } from "@tensorflow/tfjs";
import { requireNonNegative, ValueError } from "../../contracts";
import type { TensorFlow } from "../../device";
import type { Gradients } from "../gradient/gradients";
import type { Trainable } from "../trainable";
import type { Optimiser, OptimiserPlan, OptimiserStep } from "./optimiser";
import { OptimiserState } from "./optimiser-state";

/** Settings of {@link sgd}. */
export interface SgdOptions {
  /** μ, how slowly the velocity forgets; 0 unless given: no velocity. */
  readonly momentum?: number;
  /** λ; 0 unless given. Weights of rank 2 and more decay. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum and decoupled decay:
 *
 *     u ← μ u + g
 *     w ← w − η λ w − η u
 *
 * Of a table only the touched rows move, and only their velocity changes.
 *
 * @param options settings
 * @throws ValueError when a number is out of its range
 * @source Polyak, "Some methods of speeding up the convergence of iteration methods" (1964), in the form of
 *         Sutskever et al. (2013) with the learning rate outside of the velocity, as in PyTorch
 */
export function sgd({ momentum = 0, weightDecay = 0 }: SgdOptions = {}): OptimiserPlan {
  if (!(momentum >= 0 && momentum < 1)) throw new ValueError(`momentum must lie in [0, 1), received ${momentum}`);
  requireNonNegative("weightDecay", weightDecay);
  return {
    settings: { name: "SGD", momentum, weightDecay },
    start: (tf, weights) => new Sgd(tf, weights, momentum, weightDecay),
  };
}

class Sgd implements Optimiser {
  private readonly velocities: OptimiserState;

  constructor(
    private readonly tf: TensorFlow,
    private readonly weights: Pick<Trainable<never>, "parameters" | "tables">,
    private readonly momentum: number,
    private readonly weightDecay: number,
  ) {
    this.velocities = new OptimiserState(tf, weights, momentum > 0 ? ["u"] : []);
  }

  get state(): ReadonlyMap<string, Variable> {
    return this.velocities.variables;
  }

  apply({ parameters, tables }: Gradients, step: OptimiserStep): void {
    for (const [name, gradient] of parameters) {
      const weight = this.weights.parameters.get(name)!;
      const velocity = this.momentum > 0 ? this.velocities.of("parameters", name, "u") : undefined;
      const next = this.moved(weight, velocity, gradient, step, weight.rank);
      velocity?.assign(next.velocity);
      weight.assign(next.weight);
    }
    for (const [name, { rows, gradient }] of tables) {
      const table = this.weights.tables!.get(name)!;
      const velocity = this.momentum > 0 ? this.velocities.of("tables", name, "u") : undefined;
      const indices = this.tf.tensor1d(rows, "int32");
      const places = indices.reshape([rows.length, 1]);
      const taken = velocity && this.tf.gather(velocity, indices);
      const next = this.moved(this.tf.gather(table, indices), taken, gradient, step, table.rank);
      velocity?.assign(this.tf.tensorScatterUpdate(velocity, places, next.velocity));
      table.assign(this.tf.tensorScatterUpdate(table, places, next.weight));
    }
  }

  dispose(): void {
    this.velocities.dispose();
  }

  private moved(
    weight: Tensor,
    velocity: Tensor | undefined,
    gradient: Tensor,
    { learningRate, gradientScale }: OptimiserStep,
    rank: number,
  ): { weight: Tensor; velocity: Tensor } {
    const scaled = gradient.mul(gradientScale);
    const next = velocity === undefined ? scaled : velocity.mul(this.momentum).add(scaled);
    const decayed = rank < 2 || this.weightDecay === 0 ? weight : weight.mul(1 - learningRate * this.weightDecay);
    return { weight: decayed.sub(next.mul(learningRate)), velocity: next };
  }
}
