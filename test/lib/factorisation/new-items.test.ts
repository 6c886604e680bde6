import assert from "node:assert/strict";
import { asUserIndex, ValueError } from "cartwright/contracts";
import { fitAls, fitBpr, fitEase, fitSvd, fitSvdpp } from "cartwright/factorisation";
import { matrixFromEvents, pairHash, UserItemMatrix } from "cartwright/interactions";

const USERS = 60;
const ITEMS = 30;

/** Two tastes over halves of the items, with some noise; strengths are 1 or 2. */
const whole = ((): UserItemMatrix => {
  const pairs: [number, number][] = [];
  for (let user = 0; user < USERS; user++) {
    for (let item = 0; item < ITEMS; item++) {
      const own = user % 2 === item % 2;
      if (pairHash(user, item, 5) < (own ? 0.5 : 0.05) * 2 ** 32) pairs.push([user, item]);
    }
  }
  return matrixFromEvents({
    users: Uint32Array.from(pairs, ([user]) => user),
    items: Uint32Array.from(pairs, ([, item]) => item),
    values: Float32Array.from(pairs, ([user, item]) => 1 + ((user + item) % 3 === 0 ? 1 : 0)),
    duplicates: "sum",
    userCount: USERS,
    itemCount: ITEMS,
  });
})();

/** The matrix without its last item, and that item's audience. */
const last = ITEMS - 1;
const [known, audience] = ((): [UserItemMatrix, { users: Uint32Array; values: Float32Array }] => {
  const users: number[] = [];
  const keep = whole.items.map((item) => (item === last ? 0 : 1));
  const starts = new Uint32Array(USERS + 1);
  for (let user = 0; user < USERS; user++) {
    const own = whole.itemsOf(asUserIndex(user));
    if (own.includes(last)) users.push(user);
    starts[user + 1] = starts[user]! + own.length - (own.includes(last) ? 1 : 0);
  }
  const kept = (_: number, at: number): boolean => keep[at] === 1;
  const left = new UserItemMatrix(USERS, last, starts, whole.items.filter(kept), whole.values.filter(kept));
  return [left, { users: Uint32Array.from(users), values: whole.values.filter((_, at) => keep[at] === 0) }];
})();

describe("a new item", () => {
  it("gets in EASE the very scores of a model that was fitted with it", async () => {
    const grown = await fitEase(whole, { regularization: 10 });
    const model = await fitEase(known, { regularization: 10 });
    const scores = new Float32Array(USERS);
    const all = new Float32Array(ITEMS);
    model.scoreAudienceInto(audience, scores);
    scores.forEach((score, user) => {
      grown.scoreInto(asUserIndex(user), all);
      assert.ok(Math.abs(score - all[last]!) < 1e-4, `user ${user}: ${score}, fitted with it ${all[last]}`);
    });
  });

  it("gets in ALS, as a known item, its own vector back", async () => {
    const options = { factors: 4, iterations: 10, solver: "cholesky", kernel: "plain", regularization: 0.1 } as const;
    const model = await fitAls(whole, options);
    const vector = model.foldInItem(audience);
    vector.forEach((value, d) => {
      const own = model.itemFactors[last * 4 + d]!;
      assert.ok(Math.abs(value - own) < 1e-4 * Math.max(1, Math.abs(own)), `${value}, ${own}`);
    });
  });

  it("gets in ALS a penalty that grows with its audience where the model's does", async () => {
    const options = { factors: 4, iterations: 10, solver: "cholesky", kernel: "plain" } as const;
    const model = await fitAls(whole, { ...options, regularization: 0.05, regularizationExponent: 1 });
    const vector = model.foldInItem(audience);
    vector.forEach((value, d) => assert.ok(Math.abs(value - model.itemFactors[last * 4 + d]!) < 1e-4));
  });

  it("is ranked in BPR above others for its audience's taste, and a bias tells how large the audience is", async () => {
    const model = await fitBpr(known, { factors: 4, epochs: 100, learningRate: 0.05 });
    const { bias } = model.foldInItem(audience);
    const few = model.foldInItem({ users: audience.users.slice(0, 2), values: Float32Array.of(1, 1) });
    const none = model.foldInItem({ users: new Uint32Array(0), values: new Float32Array(0) });
    assert.ok(bias > few.bias && few.bias > none.bias, `${bias}, ${few.bias}, ${none.bias}`);
    const scores = new Float32Array(USERS);
    model.scoreAudienceInto(audience, scores);
    const mean = (taste: number): number => scores.filter((_, user) => user % 2 === taste).reduce((a, b) => a + b) / 30;
    assert.ok(mean(1) > mean(0) + 0.5, `${mean(1)}, ${mean(0)}`);
    const wrong = { users: Uint32Array.of(1), values: Float32Array.of(-1) };
    assert.throws(() => model.foldInItem(wrong), /audience\.values must be at least 0, received -1/);
  });

  for (const [name, fit] of [["SVD", fitSvd] as const, ["SVD++", fitSvdpp] as const]) {
    it(`is foretold in ${name} as a known item of the same ratings is`, async () => {
      const model = await fit(whole, { factors: 2, epochs: 400, learningRate: 0.02, regularization: 0.05 });
      const scores = new Float32Array(USERS);
      model.scoreAudienceInto(audience, scores);
      const all = new Float32Array(ITEMS);
      scores.forEach((score, user) => {
        model.scoreInto(asUserIndex(user), all);
        assert.ok(Math.abs(score - all[last]!) < 0.1, `user ${user}: ${score}, known ${all[last]}`);
      });
    });
  }
});

describe("going on from a model", () => {
  it("lowers the cost of ALS further, from where it stood", async () => {
    const options = { factors: 4, regularization: 0.1, trackCost: true } as const;
    const costs: number[] = [];
    const onProgress = ({ metrics }: { metrics?: Readonly<Record<string, number>> }): unknown =>
      costs.push(metrics!["cost"]!);
    const first = await fitAls(whole, { ...options, iterations: 3, onProgress });
    await fitAls(whole, { ...options, from: first, iterations: 3, onProgress });
    assert.equal(costs.length, 6);
    costs.slice(1).forEach((cost, n) => assert.ok(cost < costs[n]! * (1 + 1e-6), costs.join(" ")));
  });

  it("keeps the earlier model's settings unless they are given anew", async () => {
    const first = await fitBpr(known, { factors: 3, epochs: 2, learningRate: 0.04 });
    const next = await fitBpr(whole, { from: first, epochs: 1 });
    assert.equal(next.settings.learningRate, 0.04);
    assert.equal(next.settings.factors, 3);
    assert.equal(next.epochs, 1);
  });

  it("is refused from SVD to SVD++ and with vectors of another length", async () => {
    const first = await fitSvd(known, { factors: 3, epochs: 1 });
    await assert.rejects(fitSvdpp(whole, { from: first }), ValueError);
    await assert.rejects(
      fitSvd(whole, { from: first, factors: 4 }),
      /go on from must have length 4, received length 3/,
    );
  });
});
