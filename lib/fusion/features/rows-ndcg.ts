import { requireInteger, requireLength } from "../../contracts";
import type { JudgedRows } from "./judged-rows";

/**
 * nDCG@k of each context when its rows are sorted by their scores: DCG = Σ grade / log2(place + 1), over that of the best
 * order of all right items, those included that no list held. Equal scores stand in the order of the items.
 *
 * @param scores [rows] not NaN
 * @param k      length of the lists, at least 1
 * @returns [contexts]
 * @throws ShapeError when there is not one score a row; ValueError when k is out of range
 * @source Järvelin & Kekäläinen, "Cumulated Gain-based Evaluation of IR Techniques", ACM TOIS 20(4), 2002
 */
export function rowsNdcg({ grades, starts, wanted }: JudgedRows, scores: ArrayLike<number>, k: number): Float64Array {
  requireInteger("k", k, 1);
  requireLength("scores", scores.length, grades.length);
  const best = new Float64Array(k);
  const grade = new Float64Array(k);
  return Float64Array.from(wanted, (right, n) => {
    const length = keepBest(scores, grades, starts[n]!, starts[n + 1]!, best, grade);
    return gainOf(grade, length) / gainOf(right, Math.min(k, right.length));
  });
}

/** The score of each row as a weighted sum of its features; a missing feature (NaN) adds nothing. */
export function weightedRows({ features }: JudgedRows, weights: ArrayLike<number>): Float64Array {
  const { rows, columns, data } = features;
  requireLength("weights", weights.length, columns);
  const scores = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = data[at]!;
      if (value === value) scores[row]! += weights[column]! * value;
    }
  }
  return scores;
}

/** Writes the k best scores of the rows, best first, and their grades. Returns how many there are. */
function keepBest(
  scores: ArrayLike<number>,
  grades: Float64Array,
  from: number,
  to: number,
  best: Float64Array,
  grade: Float64Array,
): number {
  let length = 0;
  for (let row = from; row < to; row++) {
    const score = scores[row]!;
    if (length === best.length && score <= best[length - 1]!) continue;
    let place = length < best.length ? length++ : length - 1;
    for (; place > 0 && best[place - 1]! < score; place--) {
      best[place] = best[place - 1]!;
      grade[place] = grade[place - 1]!;
    }
    best[place] = score;
    grade[place] = grades[row]!;
  }
  return length;
}

function gainOf(grades: Float64Array, length: number): number {
  let sum = 0;
  for (let place = 0; place < length; place++) sum += grades[place]! / Math.log2(place + 2);
  return sum;
}
