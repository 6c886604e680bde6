import { requireFinite } from "../contracts";
import { type Events, selectEvents } from "./events";

/**
 * Explicit feedback as implicit: ratings of at least `atLeast` become contacts of value 1, lower ones go. What is lost is
 * said by the lengths: a two-star rating is a no, and it now looks like any product never seen.
 *
 * The threshold is part of a protocol: scores of one model on one file with another threshold are not comparable.
 *
 * @param events          ratings as values
 * @param options         what counts as a yes
 * @param options.atLeast lowest rating that does, in the ratings' own unit
 * @returns the events that are left, in their order; the vocabularies stay whole, so indices keep their meaning
 * @throws ValueError when atLeast is not finite
 */
export function implicitFromRatings(events: Events, { atLeast }: { atLeast: number }): Events {
  requireFinite("atLeast", atLeast);
  const places = Uint32Array.from(events.values.keys()).filter((n) => events.values[n]! >= atLeast);
  const liked = selectEvents(events, places);
  return { ...liked, values: liked.values.fill(1) };
}
