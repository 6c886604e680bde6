import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "cartwright/bundle";
import { cartwrightHere } from "./run-cartwright";

/** Users and items of three tastes; each user lacks one item of the own taste. */
const TASTES = 3;
const OLD = Array.from({ length: 36 }, (_, user) =>
  Array.from({ length: 30 }, (_, item) => ({ user, item }))
    .filter(({ item }) => item !== missingOf(user))
    .map(({ item }) => `u${user},i${item},${item % TASTES === user % TASTES ? 5 : 1}`),
).flat();
const NEW = ["new,i0,5", "new,i3,5", "u1,fresh,5", "u4,fresh,5"];

function missingOf(user: number): number {
  return (user % TASTES) + TASTES * (user % 10);
}

describe("cartwright fit --from", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  const at = (name: string): string => join(folder, name);
  const fit = (model: string, data: string, out: string, ...more: string[]): ReturnType<typeof cartwrightHere> =>
    cartwrightHere("fit", "--data", at(data), "--model", model, "--out", at(out), ...more);
  before(() => {
    const write = (name: string, rows: readonly string[]): void =>
      writeFileSync(at(name), `user,item,rating\n${rows.join("\n")}\n`);
    write("old.csv", OLD);
    write(
      "liked.csv",
      OLD.filter((row) => row.endsWith(",5")),
    );
    // The other way round, so that indices agree only if they were taken from the earlier model.
    write("all.csv", [...NEW, ...OLD.slice().reverse()]);
    write("all-liked.csv", [
      ...NEW,
      ...OLD.filter((row) => row.endsWith(",5"))
        .slice()
        .reverse(),
    ]);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [model, long, short] of [
    ["als", ["--iterations", "9"], ["--iterations", "1"]],
    ["bpr", ["--epochs", "200", "--learning-rate", "0.05"], ["--epochs", "1"]],
    ["logistic-mf", ["--iterations", "60"], ["--iterations", "1"]],
    ["svd", ["--epochs", "200", "--learning-rate", "0.02"], ["--epochs", "1"]],
    ["svdpp", ["--epochs", "200", "--learning-rate", "0.02"], ["--epochs", "1"]],
    ["nmf", ["--epochs", "200", "--biased", "yes"], ["--epochs", "1"]],
    ["als-explicit", ["--iterations", "15", "--biased", "no"], ["--iterations", "1"]],
  ] as const) {
    it(`${model}: goes on with newer rows, keeping what it knew, its settings and its order of ids`, async () => {
      const kind = ["als", "bpr", "logistic-mf"].includes(model) ? "liked" : "old";
      const first = await fit(model, `${kind}.csv`, model, "--factors", "3", ...long);
      assert.equal(first.code, 0, first.stderr);
      const earlier = await readBundle(at(model));
      const grown = kind === "liked" ? "all-liked.csv" : "all.csv";
      const second = await fit(model, grown, `${model}-more`, "--from", at(model), "--json", ...short);
      assert.equal(second.code, 0, second.stderr);
      assert.equal((JSON.parse(second.stdout) as { from: string }).from, at(model));
      assert.doesNotMatch(second.stderr, /are not in/);
      const later = await readBundle(at(`${model}-more`));
      assert.deepEqual(later.ids!["users"], [...earlier.ids!["users"]!, "new"]);
      assert.deepEqual(later.ids!["items"], [...earlier.ids!["items"]!, "fresh"]);
      assert.deepEqual(
        [later.settings["factors"], later.settings["biased"]],
        [3, earlier.settings["biased"]],
        "settings are the earlier model's unless given",
      );
      let right = 0;
      for (let user = 0; user < 12; user++) {
        const words = ["recommend", "--model", at(`${model}-more`), "--user", `u${user}`, "--json"];
        const { items } = JSON.parse((await cartwrightHere(...words)).stdout) as { items: { item: string }[] };
        const known = items.filter(({ item }) => item !== "fresh");
        right += Number(known[0]?.item === `i${missingOf(user)}`);
      }
      assert.ok(right >= 10, `${right} of 12 users get the item that they lack`);
    }).timeout(60_000);
  }

  it("is, for als, as if it had never stopped", async () => {
    const flags = ["--factors", "3", "--cg-steps", "2"];
    await fit("als", "liked.csv", "whole", "--iterations", "5", ...flags);
    await fit("als", "liked.csv", "part", "--iterations", "3", ...flags);
    await fit("als", "liked.csv", "rest", "--iterations", "2", "--from", at("part"));
    const [whole, rest] = [await readBundle(at("whole")), await readBundle(at("rest"))];
    const worst = Math.max(
      ...(whole.tensors["itemFactors"]!.data as Float32Array).map((value, n) =>
        Math.abs(value - (rest.tensors["itemFactors"]!.data as Float32Array)[n]!),
      ),
    );
    assert.ok(worst < 1e-3, `${worst}`);
  });

  it("says how many of the earlier pairs the file lacks", async () => {
    const liked = OLD.filter((row) => row.endsWith(",5"));
    writeFileSync(at("newer.csv"), `user,item,rating\n${liked[0]}\nnew,i1,5\n`);
    await fit("als", "liked.csv", "als");
    const { code, stderr } = await fit("als", "newer.csv", "forgetful", "--from", at("als"));
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      new RegExp(`note: ${liked.length - 1} of the ${liked.length} pairs .* are not in .*newer\\.csv`),
    );
  });

  it("refuses models that start anew, a model of another kind, other factors, and auto", async () => {
    await fit("als", "liked.csv", "als", "--factors", "3");
    for (const [model, more, message] of [
      ["ease", [], /--from: ease .* fit it again.*; als, bpr/],
      ["bpr", [], /--from: .*als holds a model of kind als, not bpr/],
      ["als", ["--factors", "4"], /length 4, received .*3/],
      ["auto", [], /--from: name the --model/],
    ] as const) {
      const { code, stderr } = await fit(model, "liked.csv", "none", "--from", at("als"), ...more);
      assert.notEqual(code, 0);
      assert.match(stderr, message);
    }
    const missing = await fit("als", "liked.csv", "none", "--from", at("nowhere"));
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /--from: there is no folder/);
  });
});
