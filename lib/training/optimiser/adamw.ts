import type { Variable } from "@tensorflow/tfjs";
import { requireNonNegative, requirePositive, ValueError } from "../../contracts";
import { adamwRowsStep, adamwStep, type AdamwUpdate, type TensorFlow } from "../../device";
import type { Gradients } from "../gradient/gradients";
import type { Trainable } from "../trainable";
import type { Optimiser, OptimiserPlan, OptimiserStep } from "./optimiser";
import { OptimiserState, type WeightKind } from "./optimiser-state";

/** Settings of {@link adamW}. */
export interface AdamWOptions {
  /** How slowly the mean of the gradients forgets; 0.9 unless given. */
  readonly beta1?: number;
  /** How slowly the mean of their squares forgets; 0.999 unless given. */
  readonly beta2?: number;
  /** Keeps the division finite; 1e-8 unless given. */
  readonly epsilon?: number;
  /** λ; 0.01 unless given. 0 makes it plain Adam. */
  readonly weightDecay?: number;
  /**
   * Which weights decay. Unless given, those of rank 2 and more: matrices and tables, and not biases and the gains of
   * layer norms, as in BERT.
   */
  readonly decays?: (name: string, weight: Variable) => boolean;
}

/**
 * Adam with decoupled weight decay. With the gradient g of step t and the learning rate η:
 *
 *     m ← β₁ m + (1 − β₁) g            m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²           v̂ = v / (1 − β₂ᵗ)
 *     w ← w − η λ w − η m̂ / (√v̂ + ε)
 *
 * Tables are updated lazily: only the rows that the batch touched move, decay and update their moments; the others rest,
 * moments included. That is what makes a step as cheap as its batch, and it differs from dense Adam, under which a row
 * would go on moving for some steps after it was last seen. A weight without a gradient rests too.
 *
 * @param options settings
 * @throws ValueError when a number is out of its range
 * @source Kingma & Ba, Adam (2015), algorithm 1; Loshchilov & Hutter, "Decoupled Weight Decay Regularization" (2019),
 *         algorithm 2, with the decay scaled by η alone as in PyTorch
 */
export function adamW(options: AdamWOptions = {}): OptimiserPlan {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
  for (const [name, beta] of [
    ["beta1", beta1],
    ["beta2", beta2],
  ] as const) {
    if (!(beta >= 0 && beta < 1)) throw new ValueError(`${name} must lie in [0, 1), received ${beta}`);
  }
  requirePositive("epsilon", epsilon);
  requireNonNegative("weightDecay", weightDecay);
  const decays = options.decays ?? ((_name: string, weight: Variable): boolean => weight.rank >= 2);
  return {
    settings: { name: "AdamW", beta1, beta2, epsilon, weightDecay },
    start: (tf, weights) => new AdamW(tf, weights, { beta1, beta2, epsilon, weightDecay }, decays),
  };
}

class AdamW implements Optimiser {
  private readonly moments: OptimiserState;

  constructor(
    private readonly tf: TensorFlow,
    private readonly weights: Pick<Trainable<never>, "parameters" | "tables">,
    private readonly numbers: Required<Omit<AdamWOptions, "decays">>,
    private readonly decays: (name: string, weight: Variable) => boolean,
  ) {
    this.moments = new OptimiserState(tf, weights, ["m", "v"]);
  }

  get state(): ReadonlyMap<string, Variable> {
    return this.moments.variables;
  }

  apply({ parameters, tables }: Gradients, step: OptimiserStep): void {
    const decays = (name: string, weight: Variable): boolean =>
      this.numbers.weightDecay > 0 && this.decays(name, weight);
    for (const decaying of [true, false]) {
      const settings = { ...this.numbers, ...step, weightDecay: decaying ? this.numbers.weightDecay : 0 };
      const dense = [...parameters].flatMap(([name, gradient]) => {
        const update = { ...this.weightAndMoments("parameters", name), gradient };
        return decays(name, update.weight) === decaying ? [update] : [];
      });
      const rows = [...tables].flatMap(([name, touched]) => {
        const update = { ...this.weightAndMoments("tables", name), ...touched };
        return decays(name, update.weight) === decaying ? [update] : [];
      });
      adamwStep(this.tf, dense, settings);
      adamwRowsStep(this.tf, rows, settings);
    }
  }

  dispose(): void {
    this.moments.dispose();
  }

  private weightAndMoments(kind: WeightKind, name: string): Omit<AdamwUpdate, "gradient"> {
    return {
      weight: this.weights[kind]!.get(name)!,
      firstMoment: this.moments.of(kind, name, "m"),
      secondMoment: this.moments.of(kind, name, "v"),
    };
  }
}
