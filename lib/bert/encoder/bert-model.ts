import type { Scalar, Tensor, Tensor1D, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { Tensor as StoredTensor } from "../../bundle";
import { ValueError } from "../../contracts";
import { linear, type TensorFlow } from "../../device";
import type { BertConfig } from "../config/bert-config";
import { type BertHead, requireHead } from "../config/bert-head";
import { randomWeight } from "../weights/random-weights";
import { weightShapes } from "../weights/weight-shapes";
import type { Adapter } from "./adapter";
import type { ForwardPass } from "./forward-pass";

/**
 * A BERT in memory: its shape, what stands on it, and its weights under the names that transformers gives them (those of the
 * encoder with `bert.` before them), each a variable of the tensor runtime. Functions compute with it: see `encode`,
 * `sequenceLogits` and their like.
 *
 * @source Devlin, Chang, Lee & Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers for Language
 *         Understanding", NAACL 2019
 */
export class BertModel {
  /** Weights by name. */
  readonly weights: ReadonlyMap<string, Variable>;
  /** Adapters by the name of the dense map that each stands beside; see `addLora`. */
  readonly adapters = new Map<string, Adapter>();
  private readonly frozen = new Set<string>();

  /**
   * Puts weights on the current backend.
   *
   * @param tf      the tensor runtime
   * @param config  the model's shape
   * @param head    what stands on the encoder
   * @param weights all of them, as `weightShapes` names them
   * @throws ValueError when a weight is missing
   */
  constructor(
    readonly tf: TensorFlow,
    readonly config: BertConfig,
    readonly head: BertHead,
    weights: ReadonlyMap<string, StoredTensor>,
  ) {
    requireHead(head);
    const names = [...weightShapes(config, head).keys()];
    const missing = names.find((name) => !weights.has(name));
    if (missing !== undefined) throw new ValueError(`weights must hold ${missing}, and do not`);
    this.weights = new Map(names.map((name) => [name, variableOf(tf, weights.get(name)!)]));
  }

  /** A weight by its name. Throws ValueError when there is none. */
  weight(name: string): Variable {
    const weight = this.weights.get(name);
    if (weight === undefined) throw new ValueError(`this BERT has no weight ${name}`);
    return weight;
  }

  /**
   * A dense map x Wᵀ + b, with what its adapter adds.
   *
   * @param name its name, such as "bert.pooler.dense"
   * @param x    [tokens × in]
   * @param pass the forward pass
   */
  project(name: string, x: Tensor2D, pass: ForwardPass): Tensor2D {
    const weight = this.weight(`${name}.weight`) as unknown as Tensor2D;
    const y = linear(this.tf, x, weight, this.weight(`${name}.bias`) as unknown as Tensor1D);
    const adapter = this.adapters.get(name);
    return adapter === undefined ? y : y.add(adapter.delta(x, pass));
  }

  /** A weight with what its adapter would add to it. The caller disposes of it. Throws ValueError when there is none. */
  mergedWeight(name: string): Tensor {
    const adapter = name.endsWith(".weight") ? this.adapters.get(name.slice(0, -".weight".length)) : undefined;
    const weight = this.weight(name);
    return this.tf.tidy(() => (adapter === undefined ? weight.clone() : weight.add(adapter.matrix())));
  }

  /** Sum of the adapters' penalties; undefined when they have none. */
  penalty(): Scalar | undefined {
    const penalties = [...this.adapters.values()].flatMap((adapter) => adapter.penalty?.() ?? []);
    return penalties.length === 0 ? undefined : (this.tf.addN(penalties) as Scalar);
  }

  /** All weights by name, adapters' included: these as `<map>.<weight>`. */
  allWeights(): Map<string, Variable> {
    const all = new Map(this.weights);
    for (const [map, { weights }] of this.adapters) for (const [end, one] of weights) all.set(`${map}.${end}`, one);
    return all;
  }

  /** Keeps weights of the model from being trained; adapters are always trained. */
  setFrozen(names: Iterable<string>, frozen: boolean): void {
    for (const name of names) {
      this.weight(name);
      if (frozen) this.frozen.add(name);
      else this.frozen.delete(name);
    }
  }

  /** Whether a weight is kept from being trained. */
  isFrozen(name: string): boolean {
    return this.frozen.has(name);
  }

  /** Frees all its memory. */
  dispose(): void {
    for (const weight of this.allWeights().values()) weight.dispose();
  }
}

/**
 * A BERT with weights made at random, for tests and for training from nothing.
 *
 * @param tf     the tensor runtime
 * @param config its shape
 * @param seed   one seed, one model, on every backend
 * @param head   what stands on the encoder; nothing unless given
 */
export function randomBert(
  tf: TensorFlow,
  config: BertConfig,
  seed: number,
  head: BertHead = { kind: "none" },
): BertModel {
  const weights = new Map(
    [...weightShapes(config, head)].map(([name, shape]) => [name, randomWeight(name, shape, config, seed)]),
  );
  return new BertModel(tf, config, head, weights);
}

/** A variable that holds a copy of an array. */
export function variableOf(tf: TensorFlow, { data, shape }: StoredTensor): Variable {
  // A copy: plain tensors of the cpu backend look at the array itself.
  const start = tf.tensor(Float32Array.from(data), [...shape], "float32");
  const variable = tf.variable(start);
  start.dispose();
  return variable;
}
