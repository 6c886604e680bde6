import { type FeatureScorer, fitRankNet, type GradedLists, gradesOfGains, joinLists } from "cartwright/search";
import { fitBoosting, fitLambdaMart } from "cartwright/trees";
import { FOLDS } from "./esci";
import type { FoundList } from "./lists";
import { ndcgOf } from "./ndcg";

const TREES = { trees: 100, leaves: 4, learningRate: 0.05, minRows: 50, featureShare: 0.5, l2: 1 };

/** The learned hybrids by name: what `cartwright train-ranker` trains unless told otherwise. */
const SCORERS: Readonly<Record<string, (lists: GradedLists) => Promise<FeatureScorer>>> = {
  "learned hybrid: LambdaMART": ({ features, gains, starts }) =>
    fitLambdaMart(features, gradesOfGains(gains), starts, TREES),
  "learned hybrid: RankNet": (lists) => fitRankNet(lists),
  "learned hybrid: pointwise trees": ({ features, gains }) => fitBoosting(features, gains, TREES),
};

/** nDCG@10 of each query, sorted by a scorer that was trained on the four folds without it. */
export async function learned(lists: readonly FoundList[]): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const name of Object.keys(SCORERS)) {
    const values = new Array<number>(lists.length);
    for (let fold = 0; fold < FOLDS; fold++) {
      for (const { list, ids } of await sortedFold(lists, fold, name)) {
        values[lists.indexOf(list)] = ndcgOf(
          list.query,
          ids.map(({ id }) => id),
        );
      }
    }
    found[name] = values;
  }
  return found;
}

/** The lists of a fold, best first, sorted by a scorer that was trained on the others. */
export async function sortedFold(
  lists: readonly FoundList[],
  fold: number,
  name = "learned hybrid: LambdaMART",
): Promise<{ list: FoundList; ids: { id: string; score: number }[] }[]> {
  const scorer = await SCORERS[name]!(joinLists(lists.filter(({ query }) => query.fold !== fold)));
  return lists
    .filter(({ query }) => query.fold === fold)
    .map((list) => {
      const scores = scorer.scores(list.features);
      const ids = list.ids.map((id, n) => ({ id, score: scores[n]! })).sort((a, b) => b.score - a.score);
      return { list, ids };
    });
}
