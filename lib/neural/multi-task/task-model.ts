import { requireIndex, requireLength, requireOneOf, type UserIndex } from "../../contracts";
import { exp } from "../../random";
import type { UserScorer } from "../../ranking";
import { FirstLayer } from "../features/first-layer";
import type { FeatureSpace } from "../features/feature-space";
import type { PairTrainingSettings } from "../shared/training-options";
import { dataOf, type Weights } from "../shared/weights";
import type { TaskShape } from "./task-shape";

/** What made a model. */
export interface TaskSettings extends TaskShape, PairTrainingSettings {}

/** Several answers from one network; made by `fitMultiTask`. As a scorer it ranks by its first task. */
export class MultiTaskModel implements UserScorer {
  readonly userCount: number;
  readonly itemCount: number;
  private readonly experts: FirstLayer;
  private readonly expertHalves: Float32Array;
  private readonly gates: readonly { readonly layer: FirstLayer; readonly halves: Float32Array }[];

  /**
   * @param weights  by name, as `initialTaskWeights` makes them
   * @param settings what made it
   * @param space    features of users and items
   * @param epochs   whole epochs that the weights have seen
   */
  constructor(
    readonly weights: Weights,
    readonly settings: TaskSettings,
    readonly space: FeatureSpace,
    readonly epochs: number,
  ) {
    const vectors = dataOf(weights, "vectors");
    requireLength("vectors", vectors.length, space.size * settings.width);
    this.userCount = space.userCount;
    this.itemCount = space.itemCount;
    const layerOf = (weight: Float32Array, bias: Float32Array): FirstLayer =>
      new FirstLayer(space, vectors, { weight, bias });
    this.experts = layerOf(dataOf(weights, "experts.weight"), dataOf(weights, "experts.bias"));
    this.expertHalves = this.experts.itemHalves();
    this.gates = settings.tasks.flatMap((_, t) => {
      if (settings.experts === 1) return [];
      const layer = layerOf(dataOf(weights, `gate.${t}`), new Float32Array(settings.experts));
      return [{ layer, halves: layer.itemHalves() }];
    });
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    this.scoreTask(0, user, scores);
  }

  /**
   * The scorer of one task, over the same weights.
   *
   * @param name of the task
   * @throws ValueError when there is no such task
   */
  task(name: string): UserScorer {
    requireOneOf("task", name, this.settings.tasks);
    const t = this.settings.tasks.indexOf(name);
    const { userCount, itemCount } = this;
    return { userCount, itemCount, scoreInto: (user, scores) => this.scoreTask(t, user, scores) };
  }

  /**
   * How much each expert counts for a task, a user and every item: the task's gates.
   *
   * @param name of the task
   * @param user whose
   * @returns [items × experts], each row adding up to 1
   * @throws ValueError when there is no such task or user
   */
  gatesOf(name: string, user: UserIndex): Float32Array {
    requireOneOf("task", name, this.settings.tasks);
    requireIndex("user", user, this.userCount);
    const { experts } = this.settings;
    const shares = new Float32Array(this.itemCount * experts).fill(1);
    const gate = this.gates[this.settings.tasks.indexOf(name)];
    if (gate === undefined) return shares;
    const half = gate.layer.userHalf(user);
    for (let item = 0; item < this.itemCount; item++) {
      softmaxOfSum(half, gate.halves, item * experts, shares.subarray(item * experts, (item + 1) * experts));
    }
    return shares;
  }

  private scoreTask(task: number, user: UserIndex, scores: Float32Array): void {
    requireIndex("user", user, this.userCount);
    requireLength("scores", scores.length, this.itemCount);
    const { experts, expertWidth } = this.settings;
    const half = this.experts.userHalf(user);
    const gates = this.gatesOf(this.settings.tasks[task]!, user);
    const mixed = new Float32Array(expertWidth);
    for (let item = 0; item < scores.length; item++) {
      mixed.fill(0);
      for (let k = 0, at = item * half.length, d = 0; k < experts; k++) {
        const share = gates[item * experts + k]!;
        for (let e = 0; e < expertWidth; e++, at++, d++) {
          mixed[e]! += share * Math.max(0, half[d]! + this.expertHalves[at]!);
        }
      }
      scores[item] = this.tower(task, mixed);
    }
  }

  /** w · relu(T h + a) + b */
  private tower(task: number, mixed: Float32Array): number {
    const [weight, bias] = [dataOf(this.weights, `tower.${task}.weight`), dataOf(this.weights, `tower.${task}.bias`)];
    const output = dataOf(this.weights, `tower.${task}.output`);
    let score = dataOf(this.weights, `tower.${task}.offset`)[0]!;
    for (let o = 0, at = 0; o < bias.length; o++) {
      let sum = bias[o]!;
      for (let e = 0; e < mixed.length; e++) sum += weight[at++]! * mixed[e]!;
      if (sum > 0) score += output[o]! * sum;
    }
    return score;
  }
}

/** softmax(user + items[at ...]) */
function softmaxOfSum(user: Float32Array, items: Float32Array, at: number, out: Float32Array): void {
  let largest = -Infinity;
  for (let k = 0; k < user.length; k++) largest = Math.max(largest, user[k]! + items[at + k]!);
  let total = 0;
  for (let k = 0; k < user.length; k++) total += out[k] = exp(user[k]! + items[at + k]! - largest);
  for (let k = 0; k < user.length; k++) out[k]! /= total;
}
