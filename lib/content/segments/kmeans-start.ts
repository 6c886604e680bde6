import type { Random } from "../../random";
import { CANDIDATES } from "./kmeans-kernel";
import type { KMeansTeam } from "./kmeans-team";

/**
 * k-means++: the first centre is any point; each further one is drawn with probability proportional to D², the squared
 * distance to the nearest centre so far. Of several such draws the one is taken that leaves the smallest sum of D²
 * (greedy k-means++, which the paper tries too).
 *
 * Where every point is a centre already (fewer different points than k), the rest are drawn evenly.
 *
 * @param team   owns the points; `closest` of its kernel is overwritten
 * @param k      at most n
 * @param trials draws per centre, 1 to 8
 * @param random where chance comes from
 * @returns [k] indices of the points that become centres
 * @source Arthur & Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007, section 2.2
 */
export async function drawStart(team: KMeansTeam, k: number, trials: number, random: Random): Promise<Uint32Array> {
  const { kernel, count } = team;
  const chosen = new Uint32Array(k);
  const cumulated = new Float64Array(count);
  kernel.closest.fill(Infinity);
  chosen[0] = random.integer(count);
  await team.tryCandidates(chosen.subarray(0, 1));
  keepCandidate(kernel, 0);
  for (let n = 1; n < k; n++) {
    const total = cumulate(kernel.closest, cumulated);
    const candidates = Uint32Array.from({ length: total > 0 ? trials : 1 }, () =>
      total > 0 ? firstAbove(cumulated, random.next() * total) : random.integer(count),
    );
    await team.tryCandidates(candidates);
    const best = smallestSum(kernel.nearer, candidates.length);
    chosen[n] = candidates[best]!;
    keepCandidate(kernel, best);
  }
  return chosen;
}

/** closest = what this candidate would make it. */
function keepCandidate({ closest, nearer }: KMeansTeam["kernel"], candidate: number): void {
  for (let point = 0; point < closest.length; point++) closest[point] = nearer[point * CANDIDATES + candidate]!;
}

function cumulate(weights: Float32Array, cumulated: Float64Array): number {
  let total = 0;
  for (let n = 0; n < weights.length; n++) cumulated[n] = total += weights[n]!;
  return total;
}

/** The first place whose cumulated weight is above the mark: a place of weight 0 is never it. */
function firstAbove(cumulated: Float64Array, mark: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulated[middle]! > mark) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Which candidate leaves the smallest sum of squared distances, the first among equals. */
function smallestSum(nearer: Float32Array, candidates: number): number {
  const sums = new Float64Array(CANDIDATES);
  for (let at = 0; at < nearer.length; at += CANDIDATES) {
    for (let n = 0; n < CANDIDATES; n++) sums[n]! += nearer[at + n]!;
  }
  let best = 0;
  for (let n = 1; n < candidates; n++) if (sums[n]! < sums[best]!) best = n;
  return best;
}
