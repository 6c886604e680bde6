import { Attractions } from "./attractions";
import { type ClickModel, type ClickPage, PairNumbers, requirePages } from "./click-page";

/**
 * The cascade model: a person reads from the top, clicks the first document that attracts and is gone. So everything above
 * a click was read and did not attract, and nothing below it was read: P(click at k) = α_k Π_{i<k} (1 − α_i).
 *
 * @source Craswell, Zoeter, Taylor & Ramsey, "An Experimental Comparison of Click Position-Bias Models", WSDM 2008
 */
export class CascadeModel implements ClickModel {
  constructor(private readonly attractions: Attractions) {}

  /** α of a document for a query; the mean over all that was read where it never was. */
  attraction(query: number, document: number): number {
    return this.attractions.of(query, document);
  }

  clickProbabilities({ query, documents }: Pick<ClickPage, "query" | "documents">): Float64Array {
    let reads = 1;
    return Float64Array.from(documents, (document) => {
      const alpha = this.attraction(query, document);
      const clicks = reads * alpha;
      reads *= 1 - alpha;
      return clicks;
    });
  }
}

/**
 * Estimates the cascade model: α_qd = clicks / readings, in one pass, which is the most likely value. Clicks after the first
 * of a page, which the model does not know, are left out.
 *
 * @throws ShapeError, ValueError when pages are not well formed
 */
export function fitCascadeModel(pages: readonly ClickPage[]): CascadeModel {
  requirePages(pages);
  const pairs = new PairNumbers();
  const read: number[] = [];
  const clicks: number[] = [];
  for (const { query, documents, clicked } of pages) {
    for (let k = 0; k < documents.length; k++) {
      const pair = pairs.add(query, documents[k]!);
      read[pair] = (read[pair] ?? 0) + 1;
      clicks[pair] = (clicks[pair] ?? 0) + clicked[k]!;
      if (clicked[k] === 1) break;
    }
  }
  const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);
  const alpha = Float64Array.from(read, (count, pair) => clicks[pair]! / count);
  return new CascadeModel(new Attractions(pairs, alpha, total(clicks) / total(read)));
}
