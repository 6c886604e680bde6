import type { UserItemMatrix } from "../../interactions";
import { Random } from "../../random";
import type { BprSettings } from "./bpr-options";
import { type BprVectors, wrongOrder } from "./bpr-step";
import type { NegativeSampler } from "./negative-sampler";

/** What was found for a new item. */
export interface FoldedItem {
  /** q [factors] */
  readonly vector: Float64Array;
  readonly bias: number;
}

/**
 * Vector and bias of a new item, by the training's own steps while users and other items hold still. In each epoch every
 * user of the audience prefers the new item to one drawn that the user lacks, and the new item loses as often as an
 * item is drawn on average (contacts / items) to an item of somebody outside the audience: without these its bias would
 * only ever rise.
 *
 * @param audience users who took to it, ascending, each once
 * @param vectors  of the model
 * @param contacts what the model was fitted on, zeros left out; at least one
 * @param sampler  draws items that a user lacks
 * @param settings of the model
 */
export function foldInBprItem(
  audience: Uint32Array,
  vectors: BprVectors<Float32Array>,
  contacts: UserItemMatrix,
  sampler: NegativeSampler,
  settings: BprSettings,
): FoldedItem {
  const random = new Random(settings.seed).split("bpr item fold-in");
  const item = { vector: new Float64Array(settings.factors), bias: 0 };
  const ours = new Set(audience);
  const losses = Math.round(contacts.pairCount / Math.max(1, contacts.itemCount));
  const owners = ownersOf(contacts);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    for (const user of audience) {
      const own = contacts.items.subarray(contacts.rowStarts[user], contacts.rowStarts[user + 1]);
      const other = sampler.sample(
        (candidate) => own.includes(candidate),
        random,
        () => 0,
      );
      if (other >= 0) itemStep(item, user, other, 1, vectors, settings);
    }
    for (let n = 0; n < losses; n++) {
      const pair = random.integer(contacts.pairCount);
      const user = owners[pair]!;
      if (!ours.has(user)) itemStep(item, user, contacts.items[pair]!, -1, vectors, settings);
    }
  }
  return item;
}

/** One step of the new item alone, up (sign 1) or down (sign −1) against another item in the eyes of one user. */
function itemStep(
  item: { readonly vector: Float64Array; bias: number },
  user: number,
  other: number,
  sign: 1 | -1,
  { factors, users, items, biases }: BprVectors<Float32Array>,
  { learningRate, regularization }: BprSettings,
): void {
  let margin = item.bias - biases[other]!;
  for (let d = 0; d < factors; d++) {
    margin += users[user * factors + d]! * (item.vector[d]! - items[other * factors + d]!);
  }
  const push = sign * learningRate * wrongOrder(sign * margin);
  const keep = 1 - learningRate * regularization;
  for (let d = 0; d < factors; d++) item.vector[d] = keep * item.vector[d]! + push * users[user * factors + d]!;
  item.bias = keep * item.bias + push;
}

/** Which user each pair belongs to. */
function ownersOf({ userCount, rowStarts, pairCount }: UserItemMatrix): Uint32Array {
  const owners = new Uint32Array(pairCount);
  for (let user = 0; user < userCount; user++) owners.fill(user, rowStarts[user], rowStarts[user + 1]);
  return owners;
}
