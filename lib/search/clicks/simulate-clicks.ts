import { requireProbability } from "../../contracts";
import type { Random } from "../../random";
import type { ClickPage } from "./click-page";

/** How simulated people read a page. */
export type ReadingBehaviour =
  | {
      readonly kind: "position";
      /** [positions] the probability that each is looked at; positions beyond are not */
      readonly examination: ArrayLike<number>;
    }
  | { readonly kind: "cascade" };

/**
 * Clicks of one person on a page whose truth is known: for trying out what learns from clicks.
 *
 * @param page       what is shown
 * @param attraction the probability of a click once a document was looked at
 * @param behaviour  how it is read
 * @throws ValueError when a probability is outside [0, 1]
 */
export function simulateClicks(
  { query, documents }: Pick<ClickPage, "query" | "documents">,
  attraction: (query: number, document: number) => number,
  behaviour: ReadingBehaviour,
  random: Random,
): ClickPage {
  const clicked = new Uint8Array(documents.length);
  for (let k = 0; k < documents.length; k++) {
    const alpha = attraction(query, documents[k]!);
    requireProbability("attraction", alpha);
    const theta = behaviour.kind === "cascade" ? 1 : (behaviour.examination[k] ?? 0);
    requireProbability("examination", theta);
    // Both draws are always made, so that one change does not shift all that follows.
    const [isSeen, attracts] = [random.next() < theta, random.next() < alpha];
    if (!isSeen || !attracts) continue;
    clicked[k] = 1;
    if (behaviour.kind === "cascade") break;
  }
  return { query, documents, clicked };
}
