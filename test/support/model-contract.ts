/**
 * The one suite that every recommender must pass. A room's test calls {@link describeModelContract} with a way to fit its
 * model; what the model can do besides (fold in, explain, ...) is tested when the subject says it can.
 */
import assert from "node:assert/strict";
import type { BundleContent } from "cartwright/bundle";
import { asItemIndex, asUserIndex, CartwrightError, NotSupportedError } from "cartwright/contracts";
import { matrixFromEvents, UserItemMatrix } from "cartwright/interactions";
import {
  allowedMask,
  type ExplainsItems,
  type FindsSimilarItems,
  type FoldsIn,
  type FoldsInItems,
  type History,
  recommend,
  type UserScorer,
} from "cartwright/ranking";

/** A model under test. */
export interface ContractSubject<Model extends AnyModel> {
  /** Fits on implicit strengths with settings that suit a matrix of ten users. */
  fit(matrix: UserItemMatrix, seed: number): Model | Promise<Model>;
  /** Does the same on a given number of threads, for models that can be fitted on several. */
  fitOnThreads?(matrix: UserItemMatrix, seed: number, threads: number): Promise<Model>;
  /** Trains on from a model on a matrix that holds more, for models that can. */
  update?(from: Model, matrix: UserItemMatrix): Promise<Model>;
  toBundle(model: Model): BundleContent;
  fromBundle(content: BundleContent): Model;
  /** Whether it tells tastes apart; popularity does not. */
  readonly personal: boolean;
  /** Whether it refuses negative strengths. */
  readonly refusesNegative: boolean;
  /** Whether it can score for strangers, list similar items, explain. */
  readonly foldsIn: boolean;
  /** Whether it scores a new item from its audience; "refuses" for a model that says why it cannot. */
  readonly foldsInItems?: boolean | "refuses";
  readonly findsSimilar: boolean;
  readonly explains: boolean;
  /** What a permutation of ids leaves as it is: every score, or (for models that start from random numbers) the best item. */
  readonly permutation: "scores" | "best item";
  /** "by chance" for models whose random draws part items of the same users; such items score "alike" unless given. */
  readonly twins?: "alike" | "by chance";
}

const USERS = 10;
const ITEMS = 12;

/** The pair that the planted matrix withholds: user 0 has all items of the first taste but this one. */
const WITHHELD = { user: asUserIndex(0), item: asItemIndex(3) };

/**
 * Two tastes: users 0-4 have items 0-5 and users 5-9 items 6-11, but for two items each (different ones) that keep
 * popularity from knowing the answer, and user 0 lacks item 3 alone. Strengths are whole numbers of 1 to 3.
 */
export function plantedMatrix(): UserItemMatrix {
  const users: number[] = [];
  const items: number[] = [];
  const values: number[] = [];
  for (let user = 0; user < USERS; user++) {
    const taste = user < USERS / 2 ? 0 : 1;
    for (let n = 0; n < ITEMS / 2; n++) {
      const item = taste * (ITEMS / 2) + n;
      const isHole = user === 0 ? item === 3 : item !== 3 && (user + n) % 4 === 0;
      if (isHole) continue;
      users.push(user);
      items.push(item);
      values.push(1 + ((user + 2 * item) % 3));
    }
  }
  return matrixFromEvents({
    users: Uint32Array.from(users),
    items: Uint32Array.from(items),
    values: Float32Array.from(values),
    duplicates: "sum",
    userCount: USERS,
    itemCount: ITEMS,
  });
}

/** Scores of one user as a new array. */
export function scoresOf(model: UserScorer, user: number): Float32Array {
  const scores = new Float32Array(model.itemCount).fill(NaN);
  model.scoreInto(asUserIndex(user), scores);
  return scores;
}

/** Registers the suite under `name`. */
export function describeModelContract<Model extends AnyModel>(name: string, subject: ContractSubject<Model>): void {
  describe(`${name} keeps the contract of every model`, () => {
    const matrix = plantedMatrix();
    let model: Model;
    before(async () => {
      model = await subject.fit(matrix, 1);
    });

    describeScores(subject, () => model, matrix);
    describeLists(subject, () => model, matrix);
    describeInput(subject);
    describeRepeats(subject, () => model, matrix);
    if (subject.foldsIn) describeFoldIn(subject, () => model, matrix);
    if (subject.foldsInItems === "refuses") describeItemRefusal(() => model);
    else if (subject.foldsInItems === true) describeItemFoldIn(subject, () => model, matrix);
    if (subject.update !== undefined) describeUpdate(subject, () => model, matrix);
    if (subject.findsSimilar) describeSimilar(subject, () => model);
    if (subject.explains) describeExplain(() => model, matrix);
  });
}

type AnyModel = UserScorer & Partial<FoldsIn & FoldsInItems & FindsSimilarItems & ExplainsItems>;
type AnySubject = ContractSubject<AnyModel>;

function describeScores({ personal, fit }: AnySubject, model: () => AnyModel, matrix: UserItemMatrix): void {
  it("knows as many users and items as its matrix", () => {
    assert.equal(model().userCount, USERS);
    assert.equal(model().itemCount, ITEMS);
  });

  it("writes every score, and none is NaN or -0", () => {
    for (let user = 0; user < USERS; user++) {
      for (const score of scoresOf(model(), user)) {
        assert.ok(!Number.isNaN(score), "a score is NaN");
        assert.ok(!Object.is(score, -0), "a score is -0");
      }
    }
  });

  if (personal) {
    it("ranks the withheld item of the planted taste first", () => {
      const { items } = recommend(model(), WITHHELD.user, { k: 3, seen: matrix });
      assert.equal(items[0], WITHHELD.item);
    });
  }

  it("refuses a user it was not fitted on, naming the range", () => {
    for (const user of [USERS, USERS + 100, -1, 0.5, NaN]) {
      assert.throws(() => model().scoreInto(user as never, new Float32Array(ITEMS)), /user must be an index below 10/);
    }
  });

  it("refuses a score array of another length", () => {
    assert.throws(() => model().scoreInto(WITHHELD.user, new Float32Array(ITEMS - 1)), /scores must have length 12/);
  });

  it("scores a user without history with finite numbers", async () => {
    const { rowStarts, items, values } = matrix;
    const withEmpty = new UserItemMatrix(USERS + 1, ITEMS, Uint32Array.of(...rowStarts, items.length), items, values);
    const fitted = await fit(withEmpty, 1);
    assert.ok(scoresOf(fitted, USERS).every(Number.isFinite));
  });

  it("scores an item that nobody has with finite numbers, for everybody", async () => {
    const { rowStarts, items, values } = matrix;
    const fitted = await fit(new UserItemMatrix(USERS, ITEMS + 1, rowStarts, items, values), 1);
    for (let user = 0; user < USERS; user++) assert.ok(Number.isFinite(scoresOf(fitted, user)[ITEMS]!));
  });

  it("fits a matrix of one user and one item, and one without any pair", async () => {
    const one = matrixFromEvents({ users: Uint32Array.of(0), items: Uint32Array.of(0) });
    assert.ok(Number.isFinite(scoresOf(await fit(one, 1), 0)[0]!));
    const none = new UserItemMatrix(2, 3, new Uint32Array(3), new Uint32Array(0), new Float32Array(0));
    assert.deepEqual([...scoresOf(await fit(none, 1), 1)], [0, 0, 0]);
  });
}

function describeLists({ fit, twins: likeness }: AnySubject, model: () => AnyModel, matrix: UserItemMatrix): void {
  it("gives a shorter list when k is larger than what is left", () => {
    const { items } = recommend(model(), WITHHELD.user, { k: 1000, seen: matrix });
    assert.equal(items.length, ITEMS - matrix.itemsOf(WITHHELD.user).length);
    assert.equal(new Set(items).size, items.length);
  });

  it("recommends nothing the user has, and nothing that a filter bars", () => {
    const allowed = allowedMask(ITEMS, [0, 3, 7]);
    for (let user = 0; user < USERS; user++) {
      const { items } = recommend(model(), asUserIndex(user), { k: ITEMS, seen: matrix, allowed });
      const seen = new Set(matrix.itemsOf(asUserIndex(user)));
      for (const item of items) assert.ok([0, 3, 7].includes(item) && !seen.has(item), `item ${item} of user ${user}`);
    }
  });

  it("lists items of equal score in ascending order", async () => {
    // Items 1 and 2 have the same users: no model of interactions alone can tell them apart.
    const users = Uint32Array.of(0, 1, 1, 1, 2, 2, 2);
    const items = Uint32Array.of(0, 0, 1, 2, 0, 1, 2);
    const twins = matrixFromEvents({ users, items, userCount: 3, itemCount: 4 });
    const fitted = await fit(twins, 1);
    const scores = scoresOf(fitted, 0);
    if (likeness !== "by chance") {
      assert.ok(Math.abs(scores[1]! - scores[2]!) <= 1e-3 * Math.abs(scores[1]!), "twins score alike");
    }
    if (scores[1] !== scores[2]) return;
    const list = recommend(fitted, asUserIndex(0), { k: 4 });
    assert.equal(list.items.indexOf(1) + 1, list.items.indexOf(2));
  });
}

function describeInput({ fit, refusesNegative }: AnySubject): void {
  const matrixOf = (value: number): UserItemMatrix =>
    new UserItemMatrix(1, 1, Uint32Array.of(0, 1), Uint32Array.of(0), Float32Array.of(value));

  it("refuses strengths that are not finite, naming the value", async () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      await assert.rejects(async () => fit(matrixOf(value), 1), new RegExp(`values must be finite, received ${value}`));
    }
  });

  if (refusesNegative) {
    it("refuses negative strengths, naming the value", async () => {
      await assert.rejects(
        async () => fit(matrixOf(-2), 1),
        (error) => {
          assert.ok(error instanceof CartwrightError);
          assert.match(error.message, /values must be at least 0.*received -2/);
          return true;
        },
      );
    });
  }
}

function describeRepeats(subject: AnySubject, model: () => AnyModel, matrix: UserItemMatrix): void {
  it("gives the same scores after a round trip through a bundle", () => {
    const content = subject.toBundle(model());
    const manifest = JSON.parse(JSON.stringify(content.settings)) as BundleContent["settings"];
    for (const { shape, data } of Object.values(content.tensors)) {
      assert.equal(
        shape.reduce((product, side) => product * side, 1),
        data.length,
        "a tensor's shape fits its data",
      );
    }
    const loaded: AnyModel = subject.fromBundle({ ...content, settings: manifest });
    for (let user = 0; user < USERS; user++) assert.deepEqual(scoresOf(loaded, user), scoresOf(model(), user));
  });

  it("refuses a bundle of another kind", () => {
    const content = subject.toBundle(model());
    assert.throws(() => subject.fromBundle({ ...content, kind: "something-else" }), /kind/);
  });

  it("gives the same answer for the same seed", async () => {
    const again = await subject.fit(plantedMatrix(), 1);
    for (let user = 0; user < USERS; user++) assert.deepEqual(scoresOf(again, user), scoresOf(model(), user));
  });

  const { fitOnThreads } = subject;
  if (fitOnThreads !== undefined) {
    it("gives the same answer for the same seed on 1 and on 2 threads", async () => {
      const one = await fitOnThreads(matrix, 1, 1);
      const two = await fitOnThreads(matrix, 1, 2);
      for (let user = 0; user < USERS; user++) assert.deepEqual(scoresOf(two, user), scoresOf(one, user));
      assert.deepEqual(scoresOf(one, 0), scoresOf(model(), 0));
    });
  }

  it("leaves its matrix as it was", async () => {
    const untouched = plantedMatrix();
    await subject.fit(untouched, 1);
    assert.deepEqual(untouched, plantedMatrix());
  });

  it("permutes its answers when users and items are permuted", async () => {
    const userAt = (user: number): number => (3 * user + 1) % USERS;
    const itemAt = (item: number): number => (5 * item + 2) % ITEMS;
    const permuted = await subject.fit(permute(matrix, userAt, itemAt), 1);
    for (let user = 0; user < USERS; user++) {
      const before = scoresOf(model(), user);
      const after = scoresOf(permuted, userAt(user));
      if (subject.permutation === "scores") {
        before.forEach((score, item) => {
          assert.ok(Math.abs(score - after[itemAt(item)]!) <= 1e-5 * Math.abs(score), `user ${user}, item ${item}`);
        });
      }
    }
    const best = recommend(permuted, asUserIndex(userAt(0)), { k: 1, seen: permute(matrix, userAt, itemAt) }).items[0];
    const bestBefore = recommend(model(), WITHHELD.user, { k: 1, seen: matrix }).items[0]!;
    if (subject.personal) assert.equal(best, itemAt(bestBefore));
  });
}

function describeFoldIn({ personal }: AnySubject, model: () => AnyModel, matrix: UserItemMatrix): void {
  const fold = (history: History): Float32Array => {
    const scores = new Float32Array(ITEMS).fill(NaN);
    model().scoreHistoryInto!(history, scores);
    return scores;
  };

  it("scores a stranger without history with finite numbers", () => {
    const scores = fold({ items: new Uint32Array(0), values: new Float32Array(0) });
    assert.ok(scores.every((score) => Number.isFinite(score) && !Object.is(score, -0)));
  });

  if (personal) {
    it("finds the planted taste of a stranger", () => {
      const items = Uint32Array.of(7, 9, 11);
      const scores = fold({ items, values: new Float32Array(3).fill(1) });
      const others = [6, 8, 10].map((item) => scores[item]!);
      assert.ok(Math.min(...others) > Math.max(...scores.subarray(0, 6)), `scores ${scores.join(" ")}`);
    });
  }

  it("does not mind the order of a history", () => {
    const one = fold({ items: Uint32Array.of(0, 2, 4), values: Float32Array.of(1, 2, 3) });
    const other = fold({ items: Uint32Array.of(4, 0, 2), values: Float32Array.of(3, 1, 2) });
    one.forEach((score, item) => assert.ok(Math.abs(score - other[item]!) <= 1e-5 * Math.abs(score)));
  });

  it("refuses a history with an unknown item, an item twice, a value that is not finite, or lengths that differ", () => {
    assert.throws(() => fold({ items: Uint32Array.of(ITEMS), values: Float32Array.of(1) }), /index below 12/);
    assert.throws(() => fold({ items: Uint32Array.of(1, 1), values: Float32Array.of(1, 1) }), /received 1 twice/);
    assert.throws(() => fold({ items: Uint32Array.of(1), values: Float32Array.of(NaN) }), /finite, received NaN/);
    assert.throws(() => fold({ items: matrix.items, values: new Float32Array(1) }), /length/);
  });
}

function describeItemFoldIn({ personal }: AnySubject, model: () => AnyModel, matrix: UserItemMatrix): void {
  const fold = (users: number[], values: number[]): Float32Array => {
    const scores = new Float32Array(USERS).fill(NaN);
    model().scoreAudienceInto!({ users: Uint32Array.from(users), values: Float32Array.from(values) }, scores);
    return scores;
  };

  it("scores a new item without an audience with finite numbers", () =>
    assert.ok(fold([], []).every((score) => Number.isFinite(score) && !Object.is(score, -0))));

  if (personal) {
    it("finds who will like a new item: those of its audience's taste", () => {
      const scores = fold([5, 7, 9], [1, 1, 1]);
      const [same, others] = [[6, 8].map((user) => scores[user]!), scores.subarray(0, 5)];
      assert.ok(Math.min(...same) > Math.max(...others), `scores ${scores.join(" ")}`);
    });
  }

  it("does not mind the order of an audience", () => {
    const [one, other] = [fold([0, 2, 4], [1, 2, 3]), fold([4, 0, 2], [3, 1, 2])];
    one.forEach((score, user) => assert.ok(Math.abs(score - other[user]!) <= 1e-5 * Math.abs(score)));
  });

  it("refuses an audience with an unknown user, a user twice, a value that is not finite, or lengths that differ", () => {
    assert.throws(() => fold([USERS], [1]), /audience\.users must be an index below 10/);
    assert.throws(() => fold([1, 1], [1, 1]), /received 1 twice/);
    assert.throws(() => fold([1], [NaN]), /finite, received NaN/);
    assert.throws(() => fold([...matrix.items.subarray(0, 3)], [1]), /length/);
    const audience = { users: new Uint32Array(0), values: new Float32Array(0) };
    assert.throws(
      () => model().scoreAudienceInto!(audience, new Float32Array(USERS - 1)),
      /scores must have length 10/,
    );
  });
}

function describeItemRefusal(model: () => AnyModel): void {
  it("says why it cannot score a new item", () => {
    const audience = { users: Uint32Array.of(1), values: Float32Array.of(1) };
    assert.throws(() => model().scoreAudienceInto!(audience, new Float32Array(USERS)), NotSupportedError);
  });
}

function describeUpdate(subject: AnySubject, model: () => AnyModel, matrix: UserItemMatrix): void {
  it("goes on from a model on a matrix with a new user and a new item, and leaves the old model as it was", async () => {
    const before = subject.toBundle(model());
    const untouched = JSON.stringify(before.tensors);
    const grown = await subject.update!(model(), grow(matrix));
    assert.equal(grown.userCount, USERS + 1);
    assert.equal(grown.itemCount, ITEMS + 1);
    for (let user = 0; user <= USERS; user++) assert.ok(scoresOf(grown, user).every(Number.isFinite));
    assert.equal(JSON.stringify(subject.toBundle(model()).tensors), untouched);
    if (!subject.personal) return;
    // The newcomer has items 7, 9, 11 and the new one, which users 6 and 8 have too.
    const scores = scoresOf(grown, USERS);
    assert.ok(Math.min(scores[8]!, scores[10]!) > Math.max(...scores.subarray(0, 6)), `scores ${scores.join(" ")}`);
    const [same, other] = [scoresOf(grown, 9)[ITEMS]!, scoresOf(grown, 1)[ITEMS]!];
    assert.ok(same > other, `the new item: ${same} for its taste, ${other} for the other`);
  });

  it("gives the same answer whenever it goes on from one model", async () => {
    const [one, other] = await Promise.all([1, 2].map(() => subject.update!(model(), grow(matrix))));
    for (let user = 0; user <= USERS; user++) assert.deepEqual(scoresOf(one!, user), scoresOf(other!, user));
  });

  it("refuses to go on with a matrix that lacks users or items of the model", async () => {
    const smaller = matrixFromEvents({ users: Uint32Array.of(0), items: Uint32Array.of(0) });
    await assert.rejects(
      async () => subject.update!(model(), smaller),
      /matrix must hold .* at least 1[02], received 1/,
    );
  });
}

/** The planted matrix with user 10 and item 12 added, both of the second taste. */
function grow(matrix: UserItemMatrix): UserItemMatrix {
  const added = [
    [USERS, 7],
    [USERS, 9],
    [USERS, 11],
    [USERS, ITEMS],
    [6, ITEMS],
    [8, ITEMS],
  ] as const;
  const users: number[] = added.map(([user]) => user);
  const items: number[] = added.map(([, item]) => item);
  for (let user = 0; user < USERS; user++) {
    for (const item of matrix.itemsOf(asUserIndex(user))) {
      users.push(user);
      items.push(item);
    }
  }
  const values = Float32Array.of(...added.map(() => 2), ...matrix.values);
  return matrixFromEvents({
    users: Uint32Array.from(users),
    items: Uint32Array.from(items),
    values,
    duplicates: "sum",
  });
}

function describeSimilar({ personal }: AnySubject, model: () => AnyModel): void {
  const similar = (item: number, k: number): Uint32Array => model().similarItems!(asItemIndex(item), k).items;

  it("lists similar items without the item itself, best first, each once", () => {
    for (let item = 0; item < ITEMS; item++) {
      const { items, scores } = model().similarItems!(asItemIndex(item), ITEMS);
      assert.ok(!items.includes(item));
      assert.equal(new Set(items).size, items.length);
      for (let n = 1; n < scores.length; n++) assert.ok(scores[n]! <= scores[n - 1]!);
    }
  });

  if (personal) {
    it("finds an item of the same taste most similar", () => {
      assert.ok(similar(0, 1)[0]! < 6);
      assert.ok(similar(8, 1)[0]! >= 6);
    });
  }

  it("lists at most k, nothing for k = 0, and refuses an unknown item", () => {
    assert.equal(similar(0, 2).length, 2);
    assert.equal(similar(0, 0).length, 0);
    assert.throws(() => similar(ITEMS, 1), /item must be an index below 12/);
  });
}

function describeExplain(model: () => AnyModel, matrix: UserItemMatrix): void {
  it("explains a score by the user's own items, largest amount first, with amounts that sum to the score", () => {
    const own = new Set(matrix.itemsOf(WITHHELD.user));
    const contributions = model().explain!(WITHHELD.user, WITHHELD.item);
    const total = contributions.reduce((sum, { amount }) => sum + amount, 0);
    const score = scoresOf(model(), WITHHELD.user)[WITHHELD.item]!;
    assert.ok(contributions.length > 0);
    assert.ok(Math.abs(total - score) < 1e-2 * Math.abs(score), `amounts sum to ${total}, the score is ${score}`);
    contributions.forEach(({ item, amount }, n) => {
      assert.ok(own.has(item), `item ${item} is the user's own`);
      assert.ok(n === 0 || amount <= contributions[n - 1]!.amount);
    });
  });

  it("refuses to explain for an unknown user or item", () => {
    assert.throws(() => model().explain!(asUserIndex(USERS), WITHHELD.item), /user must be an index below 10/);
    assert.throws(() => model().explain!(WITHHELD.user, asItemIndex(ITEMS)), /item must be an index below 12/);
  });
}

function permute(
  matrix: UserItemMatrix,
  userAt: (user: number) => number,
  itemAt: (item: number) => number,
): UserItemMatrix {
  const users: number[] = [];
  for (let user = 0; user < matrix.userCount; user++) {
    for (let n = matrix.rowStarts[user]!; n < matrix.rowStarts[user + 1]!; n++) users.push(userAt(user));
  }
  return matrixFromEvents({
    users: Uint32Array.from(users),
    items: matrix.items.map((item) => itemAt(item)),
    values: matrix.values,
    duplicates: "sum",
    userCount: matrix.userCount,
    itemCount: matrix.itemCount,
  });
}
