import { type ProgressListener, requireInteger, requireLength, requireNonNegative } from "../../contracts";
import { Attractions } from "./attractions";
import { type ClickModel, type ClickPage, PairNumbers, requirePages } from "./click-page";

/** How {@link fitPositionBasedModel} estimates. */
export interface PositionBasedOptions {
  /** Rounds of expectation and maximisation at most; 100 unless given. */
  readonly iterations?: number;
  /** Ends sooner when no examination moves more than this; 1e-6 unless given. */
  readonly tolerance?: number;
  /** [positions] known examination, which is then kept; only attraction is estimated. */
  readonly examination?: ArrayLike<number>;
  readonly onProgress?: ProgressListener;
}

/**
 * The position-based model: a document is clicked when it is examined, which its position decides, and when it attracts,
 * which the query and the document decide: P(click) = θ_k · α_qd. Only products are seen, so θ is given with θ₁ = 1 and α
 * is the probability of a click at the first position.
 *
 * @source Richardson, Dominowska & Ragno, "Predicting Clicks", WWW 2007; Craswell, Zoeter, Taylor & Ramsey, "An
 *         Experimental Comparison of Click Position-Bias Models", WSDM 2008
 */
export class PositionBasedModel implements ClickModel {
  /**
   * @param examination [positions] θ
   * @param attractions α of each pair
   */
  constructor(
    readonly examination: Float64Array,
    private readonly attractions: Attractions,
  ) {}

  /** α of a document for a query; the mean over all clicks where they were never shown together. */
  attraction(query: number, document: number): number {
    return this.attractions.of(query, document);
  }

  clickProbabilities({ query, documents }: Pick<ClickPage, "query" | "documents">): Float64Array {
    return Float64Array.from(
      documents,
      (document, k) => (this.examination[k] ?? 0) * Math.min(1, this.attraction(query, document)),
    );
  }
}

/**
 * Estimates examination and attraction from clicks alone, by expectation maximisation: what was not clicked was not
 * examined with probability (1 − θ) / (1 − θα) and did not attract with probability (1 − α) / (1 − θα); θ_k and α_qd are
 * the means of these over the pages. It works where a document was shown at several positions, and better the more often.
 *
 * @param pages   as they were shown
 * @param options rounds, known examination
 * @returns with θ₁ = 1
 * @throws ShapeError, ValueError when pages are not well formed or an option is out of range
 * @source Chuklin, Markov & de Rijke, "Click Models for Web Search", 2015, section 4.1; Wang, Golbandi, Bendersky, Metzler &
 *         Najork, "Position Bias Estimation for Unbiased Learning to Rank in Personal Search", WSDM 2018, equation 1
 */
export function fitPositionBasedModel(
  pages: readonly ClickPage[],
  { iterations = 100, tolerance = 1e-6, examination: known, onProgress }: PositionBasedOptions = {},
): PositionBasedModel {
  requireInteger("iterations", iterations, 1);
  requireNonNegative("tolerance", tolerance);
  const positions = requirePages(pages);
  if (known !== undefined) requireLength("examination", known.length, positions);
  const pairs = new PairNumbers();
  const cells = countCells(pages, positions, pairs);
  const examination =
    known === undefined ? new Float64Array(positions).fill(0.5) : Float64Array.from(known, (theta) => theta);
  const attraction = new Float64Array(pairs.size).fill(0.5);
  for (let n = 0; n < iterations; n++) {
    const moved = iterate(cells, examination, attraction, known === undefined);
    onProgress?.({ task: "click model", done: n + 1, total: iterations, unit: "rounds", metrics: { moved } });
    if (moved < tolerance) break;
  }
  const first = known === undefined ? examination[0]! || 1 : 1;
  const mean = cells.clicks.reduce((sum, one) => sum + one, 0) / cells.shown.reduce((sum, one) => sum + one, 0);
  const atTheTop = attraction.map((alpha) => alpha * first);
  return new PositionBasedModel(
    examination.map((theta) => theta / first),
    new Attractions(pairs, atTheTop, mean),
  );
}

/** How often each pair was shown and clicked at each position: clicks enter the estimate through these alone. */
interface Cells {
  readonly pair: number[];
  readonly position: number[];
  readonly shown: number[];
  readonly clicks: number[];
}

function countCells(pages: readonly ClickPage[], positions: number, pairs: PairNumbers): Cells {
  const cells: Cells = { pair: [], position: [], shown: [], clicks: [] };
  const cellOf = new Map<number, number>();
  for (const { query, documents, clicked } of pages) {
    for (let k = 0; k < documents.length; k++) {
      const pair = pairs.add(query, documents[k]!);
      const key = pair * positions + k;
      let cell = cellOf.get(key);
      if (cell === undefined) {
        cellOf.set(key, (cell = cells.pair.push(pair) - 1));
        cells.position.push(k);
        cells.shown.push(0);
        cells.clicks.push(0);
      }
      cells.shown[cell]!++;
      cells.clicks[cell]! += clicked[k]!;
    }
  }
  return cells;
}

/** One round; gives how far θ, or with known θ α, moved at most. */
function iterate(
  { pair, position, shown, clicks }: Cells,
  theta: Float64Array,
  alpha: Float64Array,
  learnsExamination: boolean,
): number {
  const examined = new Float64Array(theta.length);
  const examinedOf = new Float64Array(theta.length);
  const attracted = new Float64Array(alpha.length);
  const attractedOf = new Float64Array(alpha.length);
  for (let cell = 0; cell < pair.length; cell++) {
    const [p, k] = [pair[cell]!, position[cell]!];
    const skipped = shown[cell]! - clicks[cell]!;
    const unclicked = Math.max(1e-12, 1 - theta[k]! * alpha[p]!);
    examined[k]! += clicks[cell]! + (skipped * theta[k]! * (1 - alpha[p]!)) / unclicked;
    attracted[p]! += clicks[cell]! + (skipped * alpha[p]! * (1 - theta[k]!)) / unclicked;
    examinedOf[k]! += shown[cell]!;
    attractedOf[p]! += shown[cell]!;
  }
  let moved = 0;
  const move = (values: Float64Array, sums: Float64Array, counts: Float64Array, isWatched: boolean): void => {
    for (let n = 0; n < values.length; n++) {
      const next = counts[n] === 0 ? values[n]! : sums[n]! / counts[n]!;
      if (isWatched) moved = Math.max(moved, Math.abs(next - values[n]!));
      values[n] = next;
    }
  };
  move(alpha, attracted, attractedOf, !learnsExamination);
  if (learnsExamination) move(theta, examined, examinedOf, true);
  return moved;
}

/**
 * Examination from pages in random order: there every position shows equally good documents, so the rates of clicks are to
 * each other as θ. No model of documents is needed.
 *
 * @param pages only such as were shuffled
 * @returns [positions] θ with θ₁ = 1; NaN for all when nobody clicked at the first position
 * @throws ShapeError, ValueError when pages are not well formed
 * @source Joachims, Swaminathan & Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM 2017, section 5.3
 */
export function examinationFromShuffled(pages: readonly ClickPage[]): Float64Array {
  const positions = requirePages(pages);
  const shown = new Float64Array(positions);
  const clicks = new Float64Array(positions);
  for (const { documents, clicked } of pages) {
    for (let k = 0; k < documents.length; k++) {
      shown[k]!++;
      clicks[k]! += clicked[k]!;
    }
  }
  const first = clicks[0]! / shown[0]!;
  return clicks.map((count, k) => (first === 0 ? NaN : count / shown[k]! / first));
}
