import { positivePairs, type UserItemMatrix } from "../../interactions";
import { type UserScorer, validationNdcg as ndcgOnValidation } from "../../ranking";

/**
 * Mean nDCG@10 on validation pairs, for stopping early: `validationNdcg` of the room ranking, for which pairs of value 0
 * are no contacts.
 *
 * @param scorer     what is judged
 * @param train      what is left out of the lists
 * @param validation pairs above 0 are relevant
 * @returns 0 to 1; NaN when nobody has a relevant pair
 * @throws ShapeError when train or validation has other users or items than the scorer
 */
export function validationNdcg(scorer: UserScorer, train: UserItemMatrix, validation: UserItemMatrix): number {
  return ndcgOnValidation(scorer, train, positivePairs(validation));
}
