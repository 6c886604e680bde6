import assert from "node:assert/strict";
import { asItemIndex, asUserIndex } from "cartwright/contracts";
import { fitPureSvd, pureSvdFromBundle, pureSvdToBundle } from "cartwright/factorisation";
import { UserItemMatrix } from "cartwright/interactions";
import { CsrMatrix, multiply, svd, transpose } from "cartwright/linalg";
import { describeModelContract, plantedMatrix } from "../../support/model-contract";

for (const method of ["randomised", "lanczos"] as const) {
  describeModelContract(`PureSVD (${method})`, {
    fit: (matrix, seed) => fitPureSvd(matrix, { factors: 2, method, seed }),
    toBundle: pureSvdToBundle,
    fromBundle: pureSvdFromBundle,
    personal: true,
    refusesNegative: false,
    foldsIn: true,
    foldsInItems: true,
    findsSimilar: true,
    explains: true,
    permutation: "scores",
  });
}

describe("PureSVD", () => {
  it("scores by r·V·Vᵀ, V from the full decomposition", async () => {
    const matrix = plantedMatrix();
    const { userCount, itemCount, rowStarts, items, values } = matrix;
    const dense = new CsrMatrix(userCount, itemCount, rowStarts, items, Float64Array.from(values)).toDense();
    const v = svd(dense).v.sliceColumns(0, 3);
    const expected = multiply(multiply(dense, v), transpose(v));
    const model = await fitPureSvd(matrix, { factors: 3 });
    const scores = new Float32Array(itemCount);
    for (let user = 0; user < userCount; user++) {
      model.scoreInto(asUserIndex(user), scores);
      scores.forEach((score, item) => assert.ok(Math.abs(score - expected.at(user, item)) < 1e-5));
    }
  });

  it("folds a known item's audience in to the scores it has", async () => {
    const matrix = plantedMatrix();
    const model = await fitPureSvd(matrix, { factors: 4 });
    const item = 7;
    const users = Array.from({ length: matrix.userCount }, (_, user) => user).filter(
      (user) => matrix.valueOf(asUserIndex(user), asItemIndex(item)) !== 0,
    );
    const strengths = users.map((user) => matrix.valueOf(asUserIndex(user), asItemIndex(item)));
    const folded = new Float32Array(matrix.userCount);
    model.scoreAudienceInto({ users: Uint32Array.from(users), values: Float32Array.from(strengths) }, folded);
    const scores = new Float32Array(matrix.itemCount);
    folded.forEach((score, user) => {
      model.scoreInto(asUserIndex(user), scores);
      assert.ok(Math.abs(score - scores[item]!) < 1e-5);
    });
  });

  it("takes what factors there are, even none", async () => {
    assert.equal((await fitPureSvd(plantedMatrix())).rank, 10);
    const nothing = new UserItemMatrix(0, 3, Uint32Array.of(0), new Uint32Array(0), new Float32Array(0));
    assert.equal((await fitPureSvd(nothing)).rank, 0);
    await assert.rejects(fitPureSvd(plantedMatrix(), { factors: 0 }), /factors/);
  });
});
