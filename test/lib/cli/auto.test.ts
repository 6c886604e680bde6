import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "cartwright/bundle";
import { cartwrightHere, ended, startCartwright } from "./run-cartwright";

interface Answer {
  readonly model: string;
  readonly pairs: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly auto: {
    readonly why: string;
    readonly split: { readonly split: string; readonly hash: string };
    readonly candidates: readonly (Readonly<Record<string, number>> & {
      readonly name: string;
      readonly model: string;
    })[];
    readonly skipped: readonly { readonly name: string }[];
  };
}

/** Users of two tastes; each buys ten of the sixteen items of the own taste, one a day. */
function twoTastes(withTimes: boolean): string {
  const rows = Array.from({ length: 1000 }, (_, n) => {
    const [user, day] = [n % 100, Math.floor(n / 100)];
    const item = 2 * ((user * 3 + day * 7) % 16) + (user % 2);
    return `u${user},i${item},${1 + ((user + item) % 5)}${withTimes ? `,2024-03-${10 + day}` : ""}`;
  });
  return [`user,item,stars${withTimes ? ",time" : ""}`, ...rows].join("\n");
}

describe("cartwright fit --model auto", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  const at = (name: string): string => join(folder, name);
  before(() => {
    writeFileSync(at("timed.csv"), twoTastes(true));
    writeFileSync(at("plain.csv"), twoTastes(false));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function fitAuto(data: string, ...flags: string[]): Promise<{ answer: Answer; stderr: string }> {
    const words = ["fit", "--data", at(data), "--model", "auto", "--out", at("model"), "--json", ...flags];
    const { code, stdout, stderr } = await cartwrightHere(...words);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split("\n").length, 1);
    return { answer: JSON.parse(stdout) as Answer, stderr };
  }

  it("splits by time, shows popularity in the table, and saves the best, fitted on all rows", async () => {
    const { answer, stderr } = await fitAuto("timed.csv");
    const { auto, model, pairs } = answer;
    assert.equal(auto.split.split, "time");
    const [best, ...others] = auto.candidates;
    const popularity = others.find(({ name }) => name === "popularity")!;
    assert.ok(best!["ndcg@10"]! > 1.3 * popularity["ndcg@10"]!, JSON.stringify([best, popularity]));
    for (const other of others) assert.ok(other["ndcg@10"]! <= best!["ndcg@10"]!);
    assert.equal(best!.model, model);
    const bundle = await readBundle(at("model"));
    assert.deepEqual([bundle.kind, bundle.tensors["seen.items"]!.data.length], [model, pairs]);
    assert.equal(pairs, 1000);
    assert.match(stderr, /^model +ndcg@10 .*seconds$/m);
    assert.match(stderr, /^popularity +0\.\d{4}/m);
    assert.match(stderr, /^(item|user)-knn.*|als.*|ease|bpr suits these data best: ndcg@10 .* times popularity's/m);
    assert.match(stderr, /not tried: content \(nothing is said about the items/);
  });

  it("takes seconds since 1970 for times, and numbers of weeks for none", async () => {
    const [header, ...rows] = twoTastes(true).split("\n");
    const withTime = (time: (day: string) => number): string =>
      [header, ...rows.map((row) => row.replace(/,([^,]*)$/, (_, day: string) => `,${time(day)}`))].join("\n");
    const { auto } = (await fitAuto("timed.csv")).answer;
    writeFileSync(
      at("seconds.csv"),
      withTime((day) => Date.parse(day) / 1000),
    );
    const seconds = (await fitAuto("seconds.csv")).answer.auto;
    assert.deepEqual(seconds.split, auto.split);
    writeFileSync(
      at("weeks.csv"),
      withTime((day) => Number(day.slice(-2))),
    );
    assert.equal((await fitAuto("weeks.csv")).answer.auto.split.split, "per-user");
  });

  it("says that a split at random may flatter, where there are no times", async () => {
    const { answer, stderr } = await fitAuto("plain.csv");
    assert.equal(answer.auto.split.split, "per-user");
    assert.match(stderr, /held out at random.*no column of times.*may flatter/);
    assert.ok(answer.auto.skipped.some(({ name }) => name === "popularity, 30 days"));
  });

  it("compares models of ratings when it is told that the values are ratings, and asks when it is not", async () => {
    const { answer } = await fitAuto("plain.csv", "--value", "stars", "--feedback", "explicit");
    const names = answer.auto.candidates.map(({ name }) => name);
    for (const name of ["item mean", "svd", "svdpp", "item-knn"]) assert.ok(names.includes(name), names.join());
    assert.ok(answer.auto.candidates.every((one) => one["rmse"]! > 0));
    const { stderr } = await fitAuto("plain.csv", "--value", "stars");
    assert.match(stderr, /stars has 5 different values; if they are ratings, --feedback explicit/);
  });

  it("gives one answer for one seed", async () => {
    const [a, b] = [await fitAuto("timed.csv"), await fitAuto("timed.csv")];
    const figures = ({ answer }: typeof a): unknown => answer.auto.candidates.map(({ seconds: _, ...rest }) => rest);
    assert.deepEqual(figures(a), figures(b));
  });

  it("refuses data of which nothing can be held out", async () => {
    writeFileSync(at("tiny.csv"), "user,item\na,x\nb,y\n");
    const { code, stderr } = await cartwrightHere(
      "fit",
      "--data",
      at("tiny.csv"),
      "--model",
      "auto",
      "--out",
      at("no"),
    );
    assert.equal(code, 1);
    assert.match(stderr, /too few events to hold some out and compare models; name one with --model/);
  });

  it("refuses hyper-parameters, which it chooses itself", async () => {
    const words = ["fit", "--data", at("timed.csv"), "--model", "auto", "--out", at("no"), "--factors", "8"];
    const { code, stderr } = await cartwrightHere(...words);
    assert.equal(code, 2);
    assert.match(stderr, /--factors: auto chooses the hyper-parameters/);
  });

  it("takes the best so far at the first Ctrl-C", async function () {
    if (process.platform === "win32") this.skip();
    const rows = Array.from(
      { length: 60_000 },
      (_, n) => `u${n % 6000},i${(n * 7919 + (n % 7)) % 2500},2024-03-${10 + (n % 15)}`,
    );
    writeFileSync(at("large.csv"), ["user,item,time", ...rows].join("\n"));
    const child = startCartwright([
      "fit",
      "--data",
      at("large.csv"),
      "--model",
      "auto",
      "--out",
      at("early"),
      "--json",
    ]);
    const result = ended(child);
    let said = "";
    child.stderr!.on("data", (text: string) => (said += text));
    while (!said.includes("tried popularity")) await once(child.stderr!, "data");
    child.kill("SIGINT");
    const { code, stdout, stderr } = await result;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /stopping: the best so far is taken/);
    const tried = (JSON.parse(stdout) as Answer).auto.candidates.map(({ name }) => name);
    assert.ok(tried.includes("popularity") && !tried.includes("bpr"), tried.join());
  });
});
