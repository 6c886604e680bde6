import { requireIndex, requireInteger, ValueError } from "../../contracts";
import type { Random } from "../../random";

/** One list mixed from two, and which ranking put each item there. */
export interface TeamDraftList {
  /** Items in the order shown. */
  readonly items: Uint32Array;
  /** For each: 0 where ranking a chose it, 1 where ranking b did. */
  readonly teams: Uint8Array;
}

/** What one shown list says for each ranking. */
export interface Credit {
  readonly a: number;
  readonly b: number;
}

/**
 * Team-draft interleaving: as two captains choose players, both rankings in turn put their best item not yet taken, and a
 * coin says who goes first in each round. Every click then counts for the team that chose the item. A customer compares
 * both rankings at once, so tens of times fewer customers are needed than when each sees one.
 *
 * @param a      items of one ranking, best first, without repetition
 * @param b      items of the other
 * @param k      length wanted, at least 1; shorter when both rankings run out
 * @param random coin
 * @throws ValueError when a ranking repeats an item or holds what is not an index
 * @source Radlinski, Kurup & Joachims, "How Does Clickthrough Data Reflect Retrieval Quality?", CIKM 2008, algorithm 2
 */
export function teamDraft(a: ArrayLike<number>, b: ArrayLike<number>, k: number, random: Random): TeamDraftList {
  requireRankings(a, b, k);
  const rankings = [a, b] as const;
  const next: [number, number] = [0, 0];
  const chosen: [number, number] = [0, 0];
  const taken = new Set<number>();
  const teams: number[] = [];
  while (taken.size < k) {
    for (const team of [0, 1] as const) {
      while (next[team] < rankings[team].length && taken.has(rankings[team][next[team]]!)) next[team]++;
    }
    const has = (team: 0 | 1): boolean => next[team] < rankings[team].length;
    if (!has(0) && !has(1)) break;
    let team: 0 | 1 = chosen[0] === chosen[1] ? (random.integer(2) as 0 | 1) : chosen[0] < chosen[1] ? 0 : 1;
    if (!has(team)) team = team === 0 ? 1 : 0;
    taken.add(rankings[team][next[team]]!);
    teams.push(team);
    chosen[team]++;
  }
  return { items: Uint32Array.from(taken), teams: Uint8Array.from(teams) };
}

/**
 * Clicks of each team.
 *
 * @param list    what was shown
 * @param clicked positions in it that were clicked, from 0; a position counts once
 * @throws ValueError when a position lies outside the list
 */
export function teamDraftCredit(list: TeamDraftList, clicked: Iterable<number>): Credit {
  const credit = { a: 0, b: 0 };
  for (const position of new Set(clicked)) {
    requireIndex("clicked", position, list.teams.length);
    if (list.teams[position] === 0) credit.a++;
    else credit.b++;
  }
  return credit;
}

/**
 * Balanced interleaving: one coin says who goes first, then the rankings are read in turn and each item not yet there is
 * put at the end. The top of the list holds about as many of the best of one ranking as of the other. Where one ranking is
 * the other moved by one place, random clicks favour it, which team draft mends.
 *
 * @param a      items of one ranking, best first, without repetition
 * @param b      items of the other
 * @param k      length wanted, at least 1; shorter when both rankings run out
 * @param random coin
 * @throws ValueError when a ranking repeats an item or holds what is not an index
 * @source Joachims, "Optimizing Search Engines using Clickthrough Data", KDD 2002; in the form of Radlinski, Kurup &
 *         Joachims 2008, algorithm 1
 */
export function balancedInterleaving(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  k: number,
  random: Random,
): Uint32Array {
  requireRankings(a, b, k);
  const aFirst = random.integer(2) === 0;
  const taken = new Set<number>();
  let fromA = 0;
  let fromB = 0;
  while (taken.size < k && (fromA < a.length || fromB < b.length)) {
    const turnOfA = fromA < fromB || (fromA === fromB && aFirst);
    if (fromB >= b.length || (turnOfA && fromA < a.length)) taken.add(a[fromA++]!);
    else taken.add(b[fromB++]!);
  }
  return Uint32Array.from(taken);
}

/**
 * Credit under balanced interleaving: with the lowest click on an item that stands at place j of the ranking where it
 * stands higher, each ranking gets the clicks on items of its own first j.
 *
 * @param a       items of one ranking, best first
 * @param b       items of the other
 * @param shown   the list that {@link balancedInterleaving} made of them
 * @param clicked positions in it that were clicked, from 0; none gives no credit
 * @throws ValueError when a position lies outside the list
 * @source Radlinski, Kurup & Joachims, CIKM 2008, section 4.1
 */
export function balancedCredit(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  shown: Uint32Array,
  clicked: Iterable<number>,
): Credit {
  const positions = new Set(clicked);
  for (const position of positions) requireIndex("clicked", position, shown.length);
  if (positions.size === 0) return { a: 0, b: 0 };
  const placeInA = placesOf(a);
  const placeInB = placesOf(b);
  const lowest = shown[Math.max(...positions)]!;
  const depth = Math.min(placeInA.get(lowest) ?? Infinity, placeInB.get(lowest) ?? Infinity);
  if (depth === Infinity) throw new ValueError(`shown must be made of a and b, but item ${lowest} is in neither`);
  const credit = { a: 0, b: 0 };
  for (const position of positions) {
    if ((placeInA.get(shown[position]!) ?? Infinity) <= depth) credit.a++;
    if ((placeInB.get(shown[position]!) ?? Infinity) <= depth) credit.b++;
  }
  return credit;
}

function placesOf(ranking: ArrayLike<number>): Map<number, number> {
  const places = new Map<number, number>();
  for (let place = 0; place < ranking.length; place++) places.set(ranking[place]!, place);
  return places;
}

function requireRankings(a: ArrayLike<number>, b: ArrayLike<number>, k: number): void {
  requireInteger("k", k, 1);
  for (const [name, ranking] of [["a", a] as const, ["b", b] as const]) {
    const seen = new Set<number>();
    for (let place = 0; place < ranking.length; place++) {
      requireIndex(`${name}[${place}]`, ranking[place]!, 2 ** 32);
      if (seen.has(ranking[place]!))
        throw new ValueError(`${name} must not repeat an item, received ${ranking[place]} twice`);
      seen.add(ranking[place]!);
    }
  }
}
