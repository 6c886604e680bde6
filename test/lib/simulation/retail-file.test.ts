import assert from "node:assert";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { evaluateRanking } from "cartwright/evaluation";
import { eventsFromColumns, matrixFromEvents, splitByTime } from "cartwright/interactions";
import { fitAls } from "cartwright/factorisation";
import { fitItemKnn } from "cartwright/neighbours";
import { fitPopularity } from "cartwright/popularity";
import { DIRT_RATES, type RetailFile, simulateRetailFile } from "cartwright/simulation";

const HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

describe("simulateRetailFile", () => {
  const room = mkdtempSync(join(tmpdir(), "cartwright-retail-"));
  const out = join(room, "transactions.csv.gz");
  let truth: RetailFile;
  let lines: string[];
  let rows: string[][];

  before(async () => {
    truth = await simulateRetailFile({ customers: 400, products: 600, seed: 1, out });
    lines = gunzipSync(readFileSync(out)).toString("utf8").trimEnd().split("\n").slice(1);
    // No cell holds a comma or a quote, which the next test makes sure of.
    rows = lines.map((line) => line.split(","));
  });
  after(() => rmSync(room, { recursive: true }));

  it("has the columns of the real file, in order of time", () => {
    assert.equal(gunzipSync(readFileSync(out)).toString("utf8").split("\n")[0], HEADER);
    assert.equal(rows.length, truth.rows);
    let last = "";
    for (const row of rows) {
      assert.equal(row.length, 8, row.join(","));
      assert.match(row[0]!, /^[AC]?\d{6}$/);
      assert.match(row[3]!, /^-?\d+$/);
      assert.match(row[4]!, /^201[01]-\d\d-\d\d \d\d:\d\d:00$/);
      assert.ok(row[4]! >= last && row[4]! >= "2010-12-01" && row[4]! < "2011-11-01");
      last = row[4]!;
    }
  });

  it("has every defect exactly as often as it says, counted in the file itself", () => {
    const count = (holds: (row: string[]) => boolean): number => rows.filter(holds).length;
    assert.deepEqual(truth.defects, {
      missingCustomers: count((row) => row[6] === ""),
      cancellations: count((row) => row[0]!.startsWith("C")),
      negativeQuantities: count((row) => Number(row[3]) < 0),
      zeroPrices: count((row) => Number(row[5]) === 0),
      negativePrices: count((row) => Number(row[5]) < 0),
      nonProducts: count((row) => !/^\d{5}/.test(row[1]!)),
      missingDescriptions: count((row) => row[2] === ""),
      duplicates: lines.length - new Set(lines).size,
    });
  });

  it("has defects at the planted rates", () => {
    const share = (name: keyof RetailFile["defects"]): number => truth.defects[name] / truth.rows;
    assert.ok(Math.abs(share("missingCustomers") - DIRT_RATES.missingCustomer) < 0.02);
    assert.ok(Math.abs(share("cancellations") - DIRT_RATES.cancellation) < 0.002);
    assert.ok(Math.abs(share("nonProducts") - DIRT_RATES.nonProduct) < 0.001);
    assert.ok(Math.abs(share("duplicates") - DIRT_RATES.duplicate) < 0.001);
    assert.ok(share("missingDescriptions") > 0.002 && share("missingDescriptions") < 0.004);
    assert.ok(truth.defects.negativePrices >= 1 && truth.defects.zeroPrices > truth.defects.missingDescriptions);
  });

  it("cancels only what was bought, with a C and fewer than no pieces", () => {
    const bought = new Set(rows.filter((row) => Number(row[3]) > 0).map((row) => `${row[6]} ${row[1]} ${row[5]}`));
    const cancelled = rows.filter((row) => row[0]!.startsWith("C"));
    for (const row of cancelled) {
      assert.ok(Number(row[3]) < 0);
      assert.ok(bought.has(`${row[6]} ${row[1]} ${row[5]}`), row.join(","));
    }
  });

  it("names each customer, product and invoice in one way", () => {
    const customers = new Set(rows.map((row) => row[6]).filter((id) => id !== ""));
    assert.equal(customers.size, truth.customerIds.length);
    for (const id of truth.customerIds) assert.ok(customers.has(id));
    const codes = new Set(truth.stockCodes);
    assert.equal(codes.size, 600);
    for (const row of rows) if (/^\d{5}/.test(row[1]!)) assert.ok(codes.has(row[1]!));
    const whose = new Map<string, string>();
    for (const row of rows) {
      assert.equal(whose.get(row[0]!) ?? row[6], row[6]);
      whose.set(row[0]!, row[6]!);
    }
    assert.equal(whose.size, truth.invoices);
  });

  it("gives the same file for the same seed", async () => {
    const small = { customers: 40, products: 150, seed: 2 };
    const [one, two] = [join(room, "one.csv"), join(room, "two.csv")];
    await simulateRetailFile({ ...small, out: one });
    await simulateRetailFile({ ...small, out: two });
    assert.equal(readFileSync(one, "utf8"), readFileSync(two, "utf8"));
  });

  it("lets a customer buy the same when there are more customers", async () => {
    const [few, many] = [join(room, "few.csv"), join(room, "many.csv")];
    const { customerIds } = await simulateRetailFile({ customers: 40, products: 150, seed: 2, out: few });
    await simulateRetailFile({ customers: 50, products: 150, seed: 2, out: many });
    for (const id of customerIds.slice(0, 10)) assert.deepEqual(boughtBy(id, many), boughtBy(id, few));
  });

  it("carries taste: item neighbours and ALS rank the later purchases well above popularity", async () => {
    const clean = rows.filter(
      (row) =>
        row[6] !== "" && /^\d/.test(row[0]!) && /^\d{5}/.test(row[1]!) && Number(row[3]) > 0 && Number(row[5]) > 0,
    );
    const events = eventsFromColumns({
      user: clean.map((row) => row[6]!),
      item: clean.map((row) => row[1]!),
      time: clean.map((row) => Date.parse(`${row[4]!.replace(" ", "T")}Z`)),
    });
    const { train, test } = splitByTime(events, { cutoff: "2011-08-01" });
    const seen = matrixFromEvents(train);
    const relevant = matrixFromEvents(test);
    const models = {
      popularity: fitPopularity(seen),
      knn: await fitItemKnn(seen),
      als: await fitAls(seen, { factors: 8, regularization: 1, iterations: 10, seed: 1 }),
    };
    const quality: Record<string, number> = {};
    for (const [name, scorer] of Object.entries(models)) {
      const { metrics, users } = await evaluateRanking({ scorer, seen, relevant, k: [10], newItemsOnly: true });
      assert.ok(users > 150);
      quality[name] = metrics["ndcg@10"]!;
    }
    assert.ok(quality["knn"]! > 1.3 * quality["popularity"]!, JSON.stringify(quality));
    assert.ok(quality["als"]! > 1.3 * quality["popularity"]!, JSON.stringify(quality));
  });

  it("leaves nothing behind when it is stopped, and refuses wrong numbers", async () => {
    const controller = new AbortController();
    const stopped = simulateRetailFile({
      customers: 2000,
      products: 200,
      out: join(room, "stopped.csv"),
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await assert.rejects(stopped, /enough/);
    assert.deepEqual(
      readdirSync(room).filter((name) => name.includes("stopped")),
      [],
    );
    await assert.rejects(simulateRetailFile({ customers: 3, out }), /customers must be a whole number of at least 10/);
  });
});

/** What one customer bought and when, without the planted defects; each line once. */
function boughtBy(id: string, file: string): string[] {
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(","))
    .filter((row) => row[6] === id && /^\d/.test(row[0]!) && /^\d{5}/.test(row[1]!) && row[5] !== "0");
  assert.ok(rows.length > 0);
  return [...new Set(rows.map((row) => row.slice(1, 6).join(",")))].sort();
}
