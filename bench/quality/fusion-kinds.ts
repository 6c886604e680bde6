import { asUserIndex, type UserIndex } from "cartwright/contracts";
import {
  bordaFusion,
  combMnz,
  combSum,
  type FeatureSource,
  joinFeatures,
  type JoinLists,
  judgeRows,
  type JudgedRows,
  learnWeights,
  ListFusion,
  ModelScorer,
  overUsers,
  reciprocalRankFusion,
  type RowModel,
  type ScoreScaling,
  shortlist,
  type Shortlist,
  UserFusion,
  userLesson,
} from "cartwright/fusion";
import { matrixFromEvents, type Split } from "cartwright/interactions";
import { fitLogisticRegression } from "cartwright/linear";
import { DenseMatrix } from "cartwright/linalg";
import type { UserScorer } from "cartwright/ranking";
import { fitLambdaMart } from "cartwright/trees";
import type { QualityData } from "./datasets";
import { type FittedParts, partScores, plainFeatures } from "./fusion-parts";

/** Items of each part that are looked at more closely. */
export const DEPTH = 100;

/** One way to fuse: what it learns on the validation period, and the scorer it becomes on the parts of the test. */
export interface FusionKind {
  readonly name: string;
  readonly level: "result" | "feature" | "model";
  readonly learn: (rehearsal: Period) => Promise<(test: Period) => UserScorer>;
}

/** Parts fitted on one training period. */
export interface Period {
  readonly data: QualityData;
  readonly split: Split;
  readonly parts: FittedParts;
}

/** Every fusion of the table. */
export const fusionKinds: readonly FusionKind[] = [
  listKind("RRF", reciprocalRankFusion),
  listKind("Borda", bordaFusion),
  listKind("CombSUM", combSum),
  listKind("CombMNZ", combMnz),
  { name: "mean, min-max", level: "result", learn: () => Promise.resolve((test) => fused(test, "min-max")) },
  weightedKind("min-max"),
  weightedKind("z-score"),
  weightedKind("reciprocal-rank"),
  modelKind("features, LambdaMART", "feature", plainOf, lambdaMart),
  modelKind("scores, logistic", "model", scoresOf, logistic),
  modelKind("scores, LambdaMART", "model", scoresOf, lambdaMart),
  modelKind("scores and features, LambdaMART", "model", (period) => joinFeatures(scoresOf(period), plainOf(period)), lambdaMart), // prettier-ignore
];

/** Rows of a period's answers, with the parts' scores as features. */
export function rowsOf(period: Period, features: FeatureSource<UserIndex>): JudgedRows {
  const relevant = matrixFromEvents({ ...period.split.test, duplicates: "once" });
  const { matrix: seen } = period.parts;
  return judgeRows(userLesson({ features, candidates: candidatesOf(period), seen, relevant, newItemsOnly: true }));
}

/** The parts' weighted sum; all alike unless weights are given. */
export function fused({ parts }: Period, scaling: ScoreScaling, weights?: ArrayLike<number>): UserFusion {
  return new UserFusion(
    parts.scorers.map((part, n) => ({ ...part, weight: weights?.[n] ?? 1 })),
    { scaling },
  );
}

function listKind(name: string, join: JoinLists): FusionKind {
  const scorer = ({ parts }: Period): UserScorer => {
    const scorers = parts.scorers.map((part) => part.scorer);
    const exclude = (user: UserIndex): Uint32Array => parts.matrix.itemsOf(user);
    return overUsers(new ListFusion({ scorers, join, depth: DEPTH, exclude }), parts.matrix.userCount);
  };
  return { name, level: "result", learn: () => Promise.resolve(scorer) };
}

function weightedKind(scaling: ScoreScaling): FusionKind {
  return {
    name: `weighted, ${scaling}`,
    level: "result",
    learn: async (rehearsal) => {
      const { weights } = await learnWeights(rowsOf(rehearsal, partScores(rehearsal.parts, scaling)));
      return (test) => fused(test, scaling, weights);
    },
  };
}

function modelKind(
  name: string,
  level: FusionKind["level"],
  featuresOf: (period: Period) => FeatureSource<UserIndex>,
  fit: (rows: JudgedRows) => Promise<RowModel>,
): FusionKind {
  return {
    name,
    level,
    learn: async (rehearsal) => {
      const model = await fit(rowsOf(rehearsal, featuresOf(rehearsal)));
      return (test) => {
        const { itemCount, userCount } = test.parts.matrix;
        const features = featuresOf(test);
        return overUsers(new ModelScorer({ itemCount, features, candidates: candidatesOf(test), model }), userCount);
      };
    },
  };
}

function scoresOf({ parts }: Period): FeatureSource<UserIndex> {
  return partScores(parts, "min-max");
}

function plainOf({ parts, split, data }: Period): FeatureSource<UserIndex> {
  return plainFeatures(parts, split, data.items);
}

const shortlists = new WeakMap<Period, Shortlist<UserIndex>>();

/** The parts' best items that the user does not have; remembered, since every fusion asks again. */
function candidatesOf(period: Period): Shortlist<UserIndex> {
  const known = shortlists.get(period);
  if (known !== undefined) return known;
  const { matrix, scorers } = period.parts;
  const fresh = shortlist<UserIndex>(
    scorers.map(({ scorer }) => scorer),
    { depth: DEPTH, exclude: (user) => matrix.itemsOf(user) },
  );
  const remembered = new Map<UserIndex, Uint32Array>();
  const own: Shortlist<UserIndex> = (user) => {
    if (!remembered.has(user)) remembered.set(user, fresh(asUserIndex(user)));
    return remembered.get(user)!;
  };
  shortlists.set(period, own);
  return own;
}

/** Two thirds of the users grow trees, the others say when it is enough; the trees are then grown on all. */
async function lambdaMart({ features, grades, starts }: JudgedRows): Promise<RowModel> {
  const users = starts.length - 1;
  const cut = Math.floor((2 * users) / 3);
  const rows = starts[cut]!;
  const { columns, data } = features;
  const part = { rows, columns, data: data.subarray(0, rows * columns) };
  const settings = { learningRate: 0.05, leaves: 8, minRows: 100, trees: 200, cutoff: 10 };
  const validation = {
    features: { rows: features.rows - rows, columns, data: data.subarray(rows * columns) },
    targets: grades.subarray(rows),
    starts: starts.subarray(cut).map((start) => start - rows),
  };
  const rehearsed = await fitLambdaMart(part, grades.subarray(0, rows), starts.slice(0, cut + 1), { ...settings, validation }); // prettier-ignore
  return fitLambdaMart(features, grades, starts, { ...settings, trees: Math.max(1, rehearsed.rounds) });
}

async function logistic({ features, grades }: JudgedRows): Promise<RowModel> {
  const dense = (rows: number, data: Float32Array | Float64Array): DenseMatrix =>
    new DenseMatrix(rows, features.columns, Float64Array.from(data));
  const model = await fitLogisticRegression(dense(features.rows, features.data), grades, { C: 10 });
  return {
    predict: ({ rows, data }) => model.decisionScores(dense(rows, data)).data,
  };
}
