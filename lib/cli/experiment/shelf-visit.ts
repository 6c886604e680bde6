import type { Random } from "../../random";
import { type Customer, expectedUtility, type Shop } from "../../simulation";

/** What a customer did with one shelf. */
export interface ShelfOutcome {
  /** The product that was opened, if any. */
  readonly opened: number | undefined;
  /** Whether it was bought. */
  readonly bought: boolean;
}

/**
 * A simulated customer in front of a recommended shelf, by the rules of the simulated shop's own shelves: the product at
 * place k, counted from 1, is looked at with probability k^-η; each looked-at product has utility V + Gumbel, with the
 * planted V; the best one is bought if it beats V₀ + Gumbel, and opened if it misses that by less than the cart's margin.
 *
 * @param shop     with the truth planted in it
 * @param customer who looks
 * @param day      of the shop's calendar
 * @param shown    product indices, place 1 first
 * @param random   the stream of this visit: equally many numbers are drawn whatever is shown
 */
export function shelfVisit(
  shop: Shop,
  customer: Customer,
  day: number,
  shown: readonly number[],
  random: Random,
): ShelfOutcome {
  const { positionBias, outsideShelf, cartMargin } = shop.settings.model;
  const nothing = outsideShelf + gumbel(random);
  let best: number | undefined;
  let utility = -Infinity;
  shown.forEach((product, place) => {
    const looked = random.next() < (place + 1) ** -positionBias;
    const felt = expectedUtility(shop, customer, product, day) + gumbel(random);
    if (!looked || felt <= utility) return;
    best = product;
    utility = felt;
  });
  return { opened: utility > nothing - cartMargin ? best : undefined, bought: utility > nothing };
}

function gumbel(random: Random): number {
  return -Math.log(-Math.log(1 - random.next()));
}
