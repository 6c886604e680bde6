import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "cartwright/bundle";
import { alsFromBundle } from "cartwright/factorisation";
import { loadRecommender, type Recommendations } from "cartwright/serving";
import { cartwright, cartwrightHere, type Ended, ended, startCartwright } from "./run-cartwright";

/** The one JSON document of a run that must have gone well. */
function json({ code, stdout, stderr }: Ended): Record<string, unknown> {
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split("\n").length, 1, stdout);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("cartwright, from a simulated shop to an answer over HTTP", () => {
  let folder = "";
  const at = (...parts: string[]): string => join(folder, ...parts);

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), "cartwright-"));
    json(await cartwright("simulate", "--customers", "150", "--products", "200", "--out", at("shop"), "--json"));
    splitByTime(at("shop", "events.csv"));
    for (const model of ["als", "popularity"]) {
      const made = json(await fit(model, "--out", at(model)));
      assert.deepEqual([made["model"], made["out"]], [model, at(model)]);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const fit = (model: string, ...more: string[]): Promise<Ended> =>
    cartwrightHere("fit", "--data", at("train.csv"), "--model", model, "--json", ...more);

  /** The first four fifths of the events to train on, the rest to test. */
  function splitByTime(file: string): void {
    const [header, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
    const time = header!.split(",").indexOf("time");
    rows.sort((a, b) => (a.split(",")[time]! < b.split(",")[time]! ? -1 : 1));
    const cut = Math.floor(0.8 * rows.length);
    writeFileSync(at("train.csv"), [header, ...rows.slice(0, cut)].join("\n"));
    writeFileSync(at("test.csv"), [header, ...rows.slice(cut)].join("\n"));
  }

  it("fit guesses the columns, shows them, and keeps them in the bundle with the file's checksum", async () => {
    const { stderr } = await fit("popularity", "--out", at("shown"));
    assert.match(stderr, /columns: user = customer_id, item = product_id, time = time {2}\(guessed/);
    const { columns, dataHash, kind } = await readBundle(at("shown"));
    assert.deepEqual(columns, { user: "customer_id", item: "product_id", time: "time" });
    assert.match(dataHash!, /^[0-9a-f]{64}$/);
    assert.equal(kind, "popularity");
  });

  it("fit gives one bundle for one seed, and another for another", async () => {
    process.env["SOURCE_DATE_EPOCH"] = "0";
    try {
      const fingerprints = [];
      for (const [name, seed] of [
        ["a", "1"],
        ["b", "1"],
        ["c", "2"],
      ] as const) {
        await fit("als", "--factors", "8", "--seed", seed, "--out", at(`seed-${name}`));
        fingerprints.push((await readBundle(at(`seed-${name}`))).fingerprint);
      }
      assert.equal(fingerprints[0], fingerprints[1]);
      assert.notEqual(fingerprints[0], fingerprints[2]);
    } finally {
      delete process.env["SOURCE_DATE_EPOCH"];
    }
  });

  it("fit counts a pair once without --value, however often it stands there", async () => {
    const row = (text: string, times: number): string => `${text}\n`.repeat(times);
    writeFileSync(at("pairs.csv"), `user,item,plays\n${row("a,x,5", 3)}${row("a,y,2", 1)}${row("b,x,7", 1)}`);
    const values = async (...more: string[]): Promise<number[]> => {
      json(
        await cartwrightHere(
          "fit",
          "--data",
          at("pairs.csv"),
          "--model",
          "als",
          "--out",
          at("pairs"),
          "--json",
          ...more,
        ),
      );
      return [...(await readBundle(at("pairs"))).tensors["seen.values"]!.data];
    };
    assert.deepEqual(await values(), [1, 1, 1]);
    assert.deepEqual(await values("--value", "plays"), [15, 2, 7]);
    assert.deepEqual(await values("--duplicates", "count"), [3, 1, 1]);
  });

  it("fit reports bad rows by file and line, and rows without an id by number", async () => {
    writeFileSync(at("dirty.csv"), "user,item\na,x\nb,y,surplus\n,x\nb,x\n");
    const { code, stderr } = await cartwrightHere(
      "fit",
      "--data",
      at("dirty.csv"),
      "--model",
      "popularity",
      "--out",
      at("dirty"),
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /dirty\.csv:3: /);
    assert.match(stderr, /left out: 1 of 3 rows/);
    assert.deepEqual((await readBundle(at("dirty"))).ids!["users"], ["a", "b"]);
  });

  it("fit knows every model that it offers, and each recommends what it then serves from disk", async () => {
    const more: Record<string, string[]> = {
      "user-knn": ["--neighbours", "20"],
      "item-knn": ["--weighting", "bm25", "--similarity", "dot"],
      bpr: ["--factors", "8", "--epochs", "5", "--learning-rate", "0.05", "--negatives", "popularity"],
      ease: ["--regularization", "20", "--kernel", "plain"],
      content: ["--item-data", at("shop", "products.csv"), "--text", "title_en", "--category", "brand"],
    };
    for (const [model, flags] of Object.entries(more)) {
      json(await fit(model, "--out", at(model), ...flags));
      const user = (await readBundle(at(model))).ids!["users"]![0]!;
      const { items } = json(
        await cartwrightHere("recommend", "--model", at(model), "--user", user, "--json"),
      ) as unknown as Recommendations;
      assert.equal(items.length, 10, model);
      for (const { source } of items) assert.equal(source, model);
    }
  });

  it("evaluate measures against what came later, and finds a model of tastes better than chance", async () => {
    const flags = ["--test", at("test.csv"), "--k", "10,20", "--json"];
    const [als, popularity] = [
      json(await cartwrightHere("evaluate", "--model", at("als"), ...flags)),
      json(await cartwrightHere("evaluate", "--model", at("popularity"), ...flags)),
    ];
    for (const name of ["ndcg", "recall", "hr", "map", "mrr", "coverage"]) {
      for (const k of [10, 20]) assert.ok(Number(als[`${name}@${k}`]) >= 0, `${name}@${k}`);
    }
    assert.equal(typeof als["protocol"], "object");
    assert.equal(als["protocolHash"], popularity["protocolHash"]);
    // Ten of 200 products at random would hit a given product once in twenty times.
    assert.ok(Number(als["recall@10"]) > 10 / 200, `recall ${String(als["recall@10"])}`);
    assert.ok(Number(als["coverage@20"]) > Number(popularity["coverage@20"]));
  });

  it("evaluate leaves out users without a test item, and counts those it does not know apart", async () => {
    const known = (await readBundle(at("als"))).ids!["users"]!;
    const [first, second] = (await readBundle(at("als"))).ids!["items"]!;
    writeFileSync(
      at("few.csv"),
      `product_id,customer_id\n${first},${known[0]}\n${second},stranger\nnovelty,${known[1]}\n`,
    );
    const result = json(await cartwrightHere("evaluate", "--model", at("als"), "--test", at("few.csv"), "--json"));
    assert.deepEqual([result["users"], result["usersUnknown"]], [2, 1]);
    assert.equal(result["usersWithoutRelevant"], known.length - 2);
    writeFileSync(at("none.csv"), "customer_id,product_id\nstranger,x\n");
    const none = await cartwrightHere("evaluate", "--model", at("als"), "--test", at("none.csv"));
    assert.equal(none.code, 1);
    assert.match(none.stderr, /knows none of the 1 users .*an id there is "stranger"/);
  });

  it("recommend says that a user is unknown, and gives what is popular", async () => {
    const result = await cartwrightHere("recommend", "--model", at("als"), "--user", "nobody", "--k", "3", "--json");
    const { user, items } = json(result) as unknown as Recommendations;
    assert.match(result.stderr, /does not know the user "nobody"/);
    assert.equal(user, "nobody");
    assert.deepEqual(
      items.map(({ source }) => source),
      ["popularity", "popularity", "popularity"],
    );
  });

  it("recommend --users writes user,item,rank,score for all, or for those of a file, as CSV that quotes what needs it", async () => {
    json(
      await cartwrightHere(
        "recommend",
        "--model",
        at("als"),
        "--users",
        "all",
        "--k",
        "5",
        "--out",
        at("recs.csv"),
        "--json",
      ),
    );
    const { recommender } = await loadRecommender(at("als"), { als: alsFromBundle });
    const rows = readFileSync(at("recs.csv"), "utf8").trimEnd().split("\n");
    const expected = recommender.users.flatMap((user) =>
      recommender.recommend(user, 5).items.map(({ item, score }, n) => `${user},${item},${n + 1},${score}`),
    );
    assert.deepEqual(rows, ["user,item,rank,score", ...expected]);

    writeFileSync(at("ids.txt"), `${recommender.users[3]}\nDoe, "J"\n`);
    const some = await cartwrightHere(
      "recommend",
      "--model",
      at("als"),
      "--users",
      at("ids.txt"),
      "--k",
      "1",
      "--out",
      at("some.csv"),
    );
    assert.match(some.stderr, /does not know 1 of 2 users/);
    const [, known, strange] = readFileSync(at("some.csv"), "utf8").split("\n");
    assert.ok(known!.startsWith(`${recommender.users[3]},`));
    assert.ok(strange!.startsWith('"Doe, ""J""",'));
  });

  it("recommend --users takes the column of users where the file is a table", async () => {
    const [user] = (await readBundle(at("als"))).ids!["users"]!;
    writeFileSync(at("table.csv"), `name,customer_id\nx,${user}\ny,${user}\n`);
    const words = [
      "recommend",
      "--model",
      at("als"),
      "--users",
      at("table.csv"),
      "--k",
      "2",
      "--out",
      at("from-table.csv"),
    ];
    const { stderr } = await cartwrightHere(...words);
    assert.match(stderr, /wrote 2 rows for 1 users/);
  });

  it("similar and explain answer in JSON", async () => {
    const { ids } = await readBundle(at("als"));
    const [user, item] = [ids!["users"]![0]!, ids!["items"]![0]!];
    const similar = json(await cartwrightHere("similar", "--model", at("als"), "--item", item, "--k", "2", "--json"));
    assert.equal(similar["item"], item);
    assert.equal((similar["items"] as unknown[]).length, 2);
    const explained = json(
      await cartwrightHere("explain", "--model", at("als"), "--user", user, "--item", item, "--json"),
    );
    const sum = (explained["contributions"] as { amount: number }[]).reduce((total, { amount }) => total + amount, 0);
    // The contributions belong to an exact solve; the model's own vectors come from three steps of its solver.
    assert.ok(Math.abs(sum - Number(explained["score"])) < 0.05, `${sum} for ${String(explained["score"])}`);
  });

  it("serve gives the scores of the command line and of the model in memory, and stops politely", async () => {
    const { recommender } = await loadRecommender(at("als"), { als: alsFromBundle });
    const server = startCartwright(["serve", "--model", at("als"), "--port", "0"]);
    const result = ended(server);
    const [line] = (await once(server.stdout!, "data")) as [string];
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)![0];
    const users = [...recommender.users.slice(0, 20), "nobody"];
    for (const user of users) {
      const body = JSON.stringify({ user, k: 10 });
      const response = await fetch(`${address}/recommend`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      assertSameScores((await response.json()) as Recommendations, recommender.recommend(user, 10));
    }
    const typed = json(await cartwright("recommend", "--model", at("als"), "--user", users[0]!, "--k", "10", "--json"));
    assertSameScores(typed as unknown as Recommendations, recommender.recommend(users[0]!, 10));
    server.kill("SIGTERM");
    const { code, stdout, stderr } = await result;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^serving .* on http/);
    for (const user of users) assert.ok(!stderr.includes(user), "the log names a user");
  });

  it("serve refuses a damaged bundle and says which file", async () => {
    json(await fit("popularity", "--out", at("damaged")));
    writeFileSync(at("damaged", "users.txt"), "somebody else\n");
    const { code, stderr } = await cartwrightHere("serve", "--model", at("damaged"), "--port", "0", "--no-log");
    assert.equal(code, 1);
    assert.match(stderr, /error: .*users\.txt is damaged: its sha256 must be/);
  });

  it("serve tells of a taken port in one line, also when the model is missing at the same time", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const port = String((taken.address() as AddressInfo).port);
    const { code, stderr } = await cartwright("serve", "--model", at("nowhere"), "--port", port);
    taken.close();
    assert.equal(code, 1);
    assert.match(stderr, /^error: the port is taken.*--port 0 for any free one\n$/);
  });

  it("Ctrl-C in the middle of fit exits with 130 and leaves nothing", async function () {
    if (process.platform === "win32") this.skip();
    const child = startCartwright([
      "fit",
      "--data",
      at("train.csv"),
      "--model",
      "als",
      "--iterations",
      "100000",
      "--out",
      at("half"),
    ]);
    const result = ended(child);
    let said = "";
    await new Promise<void>((resolve) =>
      child.stderr!.on("data", (chunk: string) => {
        said += chunk;
        if (said.includes("ALS")) resolve();
      }),
    );
    child.kill("SIGINT");
    const { code, stdout } = await result;
    assert.deepEqual([code, stdout], [130, ""]);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("half")),
      [],
    );
  });

  it("a reader who leaves early is no error", async () => {
    const child = startCartwright(["--help"]);
    child.stdout!.destroy();
    const { code, stderr } = await ended(child);
    assert.deepEqual([code, stderr], [0, ""]);
  });
});

/** The same items in the same order, with scores that agree within 1e-5. */
function assertSameScores(actual: Recommendations, expected: Recommendations): void {
  assert.deepEqual(
    actual.items.map(({ item, source }) => [item, source]),
    expected.items.map(({ item, source }) => [item, source]),
  );
  actual.items.forEach(({ score }, n) => assert.ok(Math.abs(score - expected.items[n]!.score) <= 1e-5));
}
