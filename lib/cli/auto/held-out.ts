import {
  type Events,
  matrixFromEvents,
  pairHash,
  selectEvents,
  type Split,
  splitByTime,
  splitPerUser,
  splitRandom,
  type UserItemMatrix,
} from "../../interactions";
import { asUserIndex, DataError } from "../../contracts";

/** Share of the events before the cutoff. */
const TRAIN_SHARE = 0.8;
/** Fewer users who stand on both sides than this cannot tell models apart. */
const FEWEST_USERS = 5;
/** More test users than this change no decision and cost time. */
const MOST_USERS = 5_000;

/** What the candidates are judged by. */
export interface HeldOut {
  readonly split: Split;
  /** For people: how the split was made, and why so. */
  readonly description: string;
}

/**
 * Splits by time where there are times that part the data, else at random, which it says: then a model may learn from
 * what came after its test.
 *
 * @param ratings single ratings are held out, as those who foretell ratings do; else some items of each user
 * @throws DataError when there is too little to hold something out
 */
export function holdOut(events: Events, ratings: boolean, seed: number): HeldOut {
  if (events.times !== undefined) {
    const cutoff = Float64Array.from(events.times).sort()[Math.floor(TRAIN_SHARE * events.times.length)]!;
    const split = splitByTime(events, { cutoff });
    if (usersOnBothSides(split) >= FEWEST_USERS) {
      return { split, description: `by time: everything from ${new Date(cutoff).toISOString()} on is held out` };
    }
  }
  const split = ratings ? splitRandom(events, { seed }) : splitPerUser(events, { seed });
  if (ratings ? split.test.users.length === 0 : usersOnBothSides(split) === 0) {
    throw new DataError("there are too few events to hold some out and compare models; name one with --model");
  }
  const what = ratings ? "a fifth of the ratings" : "a fifth of each user's items";
  const why =
    events.times === undefined ? "no column of times" : "too few users stand before and after any cut in time";
  return {
    split,
    description: `at random, ${what} (${why}; the figures may flatter: a model can learn from what came later)`,
  };
}

/** The test pairs, of at most five thousand users, chosen by lot. */
export function testPairs({ test }: Split, seed: number): UserItemMatrix {
  const all = matrixFromEvents({ ...test, duplicates: "last" });
  let users = 0;
  for (let user = 0; user < all.userCount; user++) users += Number(all.itemsOf(asUserIndex(user)).length > 0);
  if (users <= MOST_USERS) return all;
  const bound = (MOST_USERS / users) * 2 ** 32;
  const places = Uint32Array.from({ length: test.users.length }, (_, n) => n);
  const chosen = places.filter((n) => pairHash(test.users[n]!, 0, seed) < bound);
  return matrixFromEvents({ ...selectEvents(test, chosen), duplicates: "last" });
}

function usersOnBothSides({ train, test }: Split): number {
  const sides = new Uint8Array(train.userIds.size);
  for (const user of train.users) sides[user]! |= 1;
  for (const user of test.users) sides[user]! |= 2;
  return sides.reduce((count, side) => count + Number(side === 3), 0);
}
