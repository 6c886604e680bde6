import { asItemIndex, asUserIndex } from "../contracts";
import { alignEvents, IdVocabulary, type UserItemMatrix } from "../interactions";
import type { LoadedRecommender } from "../serving";
import type { EventFile } from "./event-file";
import { openModel } from "./open-model";
import { type Recipe, recipes } from "./recipes";
import { note } from "./terminal";
import { UsageError } from "./usage-error";

/**
 * Loads the model that `fit --from DIR` goes on from.
 *
 * @throws UsageError when models of this kind start anew each time, or another kind is saved there
 */
export async function openEarlier(dir: string, recipe: Recipe): Promise<LoadedRecommender> {
  if (recipe.goesOn !== true) {
    const able = recipes.filter(({ goesOn }) => goesOn === true).map(({ name }) => name);
    throw new UsageError(
      `--from: ${recipe.name} does not go on from an earlier model: fit it again on all rows; ${able.join(", ")} do`,
    );
  }
  const earlier = await openModel(dir, "--from");
  const { kind } = earlier.bundle;
  if (kind !== recipe.name) throw new UsageError(`--from: ${dir} holds a model of kind ${kind}, not ${recipe.name}`);
  return earlier;
}

/** The same file with the earlier model's users and items first, in its order. */
export function numberedLike({ recommender }: LoadedRecommender, file: EventFile): EventFile {
  const userIds = IdVocabulary.fromDistinct(recommender.users);
  const itemIds = IdVocabulary.fromDistinct(recommender.items);
  return { ...file, events: alignEvents(file.events, { userIds, itemIds }) };
}

/** Training forgets what it no longer sees, so say how much that is. */
export function noteForgotten({ recommender }: LoadedRecommender, matrix: UserItemMatrix, file: string): void {
  const { seen, users } = recommender;
  let pairs = 0;
  let gone = 0;
  for (let user = 0; user < users.length; user++) {
    for (const item of seen.itemsOf(asUserIndex(user))) {
      pairs++;
      if (matrix.placeOf(asUserIndex(user), asItemIndex(item)) < 0) gone++;
    }
  }
  if (gone === 0) return;
  note(
    `note: ${gone} of the ${pairs} pairs of the earlier model are not in ${file}, and will be forgotten; ` +
      "give the old rows together with the new ones",
  );
}
