import { requireLength } from "../../contracts";
import { type ClickPage, requirePages } from "./click-page";
import { inversePropensities, type PropensityOptions } from "./click-training";
import { meanOf, offPolicyValues, type PolicyValue, type PolicyValues } from "./off-policy";

/** A ranking to be judged: for each document of a page the position that it would have, 0 first; -1 for none. */
export type RankingRule = (page: Pick<ClickPage, "query" | "documents">) => ArrayLike<number>;

/** How {@link rankingValue} counts. */
export interface RankingValueOptions extends PropensityOptions {
  /** What an attracting document is worth at each position; 1 / log₂(2 + position), as in DCG, unless given. */
  readonly worth?: (position: number) => number;
  /** A model's guess of α: makes the estimate doubly robust. 0 unless given. */
  readonly attraction?: (query: number, document: number) => number;
}

/**
 * What another ranking of the same pages would be worth, Σ worth(new position) · α, from clicks on the old one. By inverse
 * propensities: the mean over pages of Σ click / θ(old position) · worth(new position). With a guess of α doubly robust:
 * Σ worth · (α̂ + (click − θ α̂) / θ). The guess changes nothing in expectation where θ is right; where weights are clipped,
 * it puts in what the clipping takes away, so that rare positions cost neither variance nor, with good guesses, bias.
 *
 * @param pages   as they were shown, in whatever order
 * @param rule    the new positions
 * @param options examination, clip, worth, guesses
 * @throws ShapeError, ValueError when pages are not well formed or an option is out of range
 * @source Joachims, Swaminathan & Schnabel, WSDM 2017, equation 6; Oosterhuis, "Doubly Robust Estimation for Correcting
 *         Position Bias in Click Feedback for Unbiased Learning to Rank", ACM TOIS 41(3), 2023, equation 26
 */
export function rankingValue(
  pages: readonly ClickPage[],
  rule: RankingRule,
  { worth = discount, attraction, ...propensities }: RankingValueOptions = {},
): PolicyValue {
  const positions = requirePages(pages);
  const weights = inversePropensities(positions, propensities);
  return meanOf(
    Float64Array.from(pages, (page) => {
      const places = rule(page);
      requireLength("positions of the new ranking", places.length, page.documents.length);
      let sum = 0;
      for (let k = 0; k < places.length; k++) {
        if (places[k]! < 0) continue;
        const guess = attraction?.(page.query, page.documents[k]!) ?? 0;
        const theta = propensities.examination?.[k] ?? 1;
        sum += worth(places[k]!) * (guess + weights[k]! * (page.clicked[k]! - theta * guess));
      }
      return sum;
    }),
  );
}

/**
 * Clicks per position that another ranking would get, from pages in random order: a shuffled page of n documents put each
 * where the new ranking wants it with probability 1 / n, and no model of examination is needed.
 *
 * @param pages only such as were shuffled
 * @param rule  the new positions
 * @param model foretells the click of a document at a position; makes the estimate doubly robust
 * @throws ShapeError, ValueError when pages are not well formed
 * @source Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay & Wen, "Offline Evaluation of Ranking Policies with Click
 *         Models", KDD 2018, section 4.2 (the item-position model)
 */
export function shuffledPagesValue(
  pages: readonly ClickPage[],
  rule: RankingRule,
  model?: (query: number, document: number, position: number) => number,
): PolicyValues {
  requirePages(pages);
  const rewards: number[] = [];
  const propensities: number[] = [];
  const target: number[] = [];
  const logged: number[] = [];
  const wanted: number[] = [];
  for (const page of pages) {
    const { query, documents, clicked } = page;
    const places = rule(page);
    requireLength("positions of the new ranking", places.length, documents.length);
    const at = new Map(Array.from(places, (place, k) => [place, documents[k]!]));
    for (let k = 0; k < documents.length; k++) {
      const chosen = at.get(k);
      if (chosen === undefined) continue;
      rewards.push(clicked[k]!);
      propensities.push(1 / documents.length);
      target.push(Number(chosen === documents[k]));
      logged.push(model?.(query, documents[k]!, k) ?? 0);
      wanted.push(model?.(query, chosen, k) ?? 0);
    }
  }
  const log = { rewards, propensities, target };
  return offPolicyValues(model === undefined ? log : { ...log, predicted: { logged, target: wanted } });
}

function discount(position: number): number {
  return 1 / Math.log2(2 + position);
}
