import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "cartwright/bundle";
import { cartwrightHere } from "./run-cartwright";

describe("cartwright fit, models of ratings", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  after(() => rmSync(folder, { recursive: true }));

  for (const model of ["svd", "svdpp", "nmf", "als-explicit"]) {
    it(`${model}: the better rated of two unseen items comes first`, async () => {
      const data = join(folder, "ratings.csv");
      const others = Array.from({ length: 20 }, (_, n) => `u${n},good,5\nu${n},bad,1\n`);
      writeFileSync(data, `user,item,rating\n${others.join("")}me,other,3\nu1,other,3\n`);
      const out = join(folder, model);
      const passes = model === "als-explicit" ? "--iterations" : "--epochs";
      const flags = ["--data", data, "--value", "rating", "--factors", "2", passes, "50", "--out", out];
      const fitted = await cartwrightHere("fit", "--model", model, ...flags);
      assert.equal(fitted.code, 0, fitted.stderr);
      assert.equal((await readBundle(out)).settings["feedback"], "explicit");
      const { stdout } = await cartwrightHere("recommend", "--model", out, "--user", "me", "--json");
      const { items } = JSON.parse(stdout) as { items: { item: string; source: string }[] };
      assert.deepEqual(
        items.map(({ item, source }) => [item, source]),
        [
          ["good", model],
          ["bad", model],
        ],
      );
    });
  }

  it("svd: takes a rate that decays, and says what it must be", async () => {
    const out = join(folder, "decay");
    const data = join(folder, "decay.csv");
    writeFileSync(data, "user,item,rating\na,x,1\nb,y,2\n");
    const fit = async (decay: string): ReturnType<typeof cartwrightHere> =>
      cartwrightHere("fit", "--data", data, "--model", "svd", "--learning-rate-decay", decay, "--out", out);
    assert.equal((await fit("0.9")).code, 0);
    assert.equal((await readBundle(out)).settings["learningRateDecay"], 0.9);
    const refused = await fit("1.5");
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /learningRateDecay must .*1\.5/);
  });
});
