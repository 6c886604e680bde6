import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBundle } from "cartwright/bundle";
import { cartwrightHere, type Ended } from "./run-cartwright";

describe("cartwright fit --events", () => {
  const folder = mkdtempSync(join(tmpdir(), "cartwright-"));
  const at = (name: string): string => join(folder, name);
  before(() => {
    const rows = ["a,x,view,2", "a,x,view,2", "a,x,buy,3", "a,y,cart,4", "b,y,view,5", "b,z,buy,6", "c,x,,7"];
    writeFileSync(at("events.csv"), ["user,item,type,quantity", ...rows].join("\n"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const fit = (...flags: string[]): Promise<Ended> =>
    cartwrightHere(
      "fit",
      "--data",
      at("events.csv"),
      "--model",
      "popularity",
      "--out",
      at("model"),
      "--json",
      ...flags,
    );

  /** The pairs of the bundle with their values: "a x 1". */
  async function pairs(): Promise<string[]> {
    const { ids, tensors } = await readBundle(at("model"));
    const [starts, items, values] = ["starts", "items", "values"].map((name) => [...tensors[`seen.${name}`]!.data]);
    return ids!["users"]!.flatMap((user, row) =>
      items!
        .slice(starts![row], starts![row + 1])
        .map((item, n) => `${user} ${ids!["items"]![item]} ${values![starts![row]! + n]}`),
    );
  }

  it("keeps only the kinds named, guesses their column, and says how many rows that are", async () => {
    const { code, stdout, stderr } = await fit("--events", "buy,cart");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /events: 3 of 7 rows are buy,cart \(column type\)/);
    assert.equal((JSON.parse(stdout) as { otherEventRows: number }).otherEventRows, 4);
    assert.deepEqual(await pairs(), ["a x 1", "a y 1", "b z 1"]);
  });

  it("weights them, alone or times the value, and sums what a pair did", async () => {
    await fit("--events", "view=0.25,cart=0.5,buy");
    assert.deepEqual(await pairs(), ["a x 1.5", "a y 0.5", "b y 0.25", "b z 1"]);
    await fit("--event", "type", "--events", "view=0.25,buy", "--value", "quantity");
    assert.deepEqual(await pairs(), ["a x 4", "b y 1.25", "b z 6"]);
  });

  it("is remembered by the bundle, so that evaluate measures the same kinds unless told otherwise", async () => {
    await fit("--events", "view");
    const evaluate = async (file: string, ...flags: string[]): Promise<Ended> =>
      cartwrightHere("evaluate", "--model", at("model"), "--test", at(file), "--k", "1", "--json", ...flags);
    writeFileSync(at("test.csv"), "user,item,type\na,y,view\nb,x,buy\n");
    const users = ({ stdout, stderr }: Ended): unknown => {
      assert.notEqual(stdout, "", stderr);
      return (JSON.parse(stdout) as { users: number }).users;
    };
    assert.equal(users(await evaluate("test.csv")), 1);
    assert.equal(users(await evaluate("test.csv", "--events", "view,buy")), 2);
    writeFileSync(at("plain.csv"), "user,item\na,y\nb,x\n");
    assert.equal(users(await evaluate("plain.csv")), 2);
  });

  it("refuses kinds that no row has, a missing column, a column without kinds, and bad weights", async () => {
    const cases: [flags: string[], code: number, message: RegExp][] = [
      [
        ["--events", "bought"],
        2,
        /no row of .*events\.csv has "bought" in column type; there are view \(3\), buy \(2\)/,
      ],
      [
        ["--event", "what", "--events", "buy"],
        2,
        /there is no column "what" in .*events\.csv; it has user, item, type/,
      ],
      [["--event", "type"], 2, /--event goes with --events/],
      [["--events", "buy=0"], 2, /weight above 0/],
      [["--events", "buy,,view"], 2, /kinds of event separated by commas/],
    ];
    for (const [flags, code, message] of cases) {
      const result = await fit(...flags);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, message);
    }
  });
});
