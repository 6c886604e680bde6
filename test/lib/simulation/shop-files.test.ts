import assert from "node:assert";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTable, cellText, requireColumn, requireNumbers, type Table } from "cartwright/data";
import { EVENT_TYPES, simulateShop, writeShop } from "cartwright/simulation";

const OPTIONS = { customers: 120, seed: 5, products: 200 } as const;

describe("writeShop", () => {
  const room = mkdtempSync(join(tmpdir(), "cartwright-shop-"));
  const out = join(room, "shop");
  const simulated = simulateShop(OPTIONS);
  const read = (name: string): Promise<Table> => readTable(join(out, name));

  before(() => writeShop({ ...OPTIONS, out }));
  after(() => rmSync(room, { recursive: true }));

  it("writes the tables, the pictures and the truth", () => {
    assert.deepEqual(readdirSync(out).sort(), [
      "customers.csv",
      "events.csv",
      "pictures",
      "products.csv",
      "ratings.csv",
      "searches.csv",
      "truth",
    ]);
    assert.equal(readdirSync(join(out, "pictures")).length, OPTIONS.products);
    assert.deepEqual(readdirSync(join(out, "truth")).sort(), [
      "categories.csv",
      "complements.csv",
      "customers.csv",
      "judgments.csv",
      "model.json",
      "positions.csv",
      "products.csv",
      "substitutes.csv",
    ]);
  });

  it("holds the same events as the shop in memory, read back through the reader", async () => {
    const table = await read("events.csv");
    const { events } = simulated;
    assert.deepEqual(
      textsOf(table, "customer_id"),
      [...events.users].map((user) => simulated.customerIds[user]),
    );
    assert.deepEqual(
      textsOf(table, "product_id"),
      [...events.items].map((item) => simulated.productIds[item]),
    );
    assert.deepEqual(
      textsOf(table, "type"),
      [...events.types].map((type) => EVENT_TYPES[type]),
    );
    assert.deepEqual([...requireNumbers(table, "quantity").values], [...events.values]);
    const time = requireColumn(table, "time");
    assert.ok(time.kind === "time");
    assert.deepEqual(time.values, events.times);
  });

  it("holds the same ratings and titles", async () => {
    const ratings = await read("ratings.csv");
    assert.deepEqual([...requireNumbers(ratings, "rating").values], [...simulated.ratings.values]);
    const products = await read("products.csv");
    const { products: planted } = simulated.shop;
    assert.deepEqual(
      textsOf(products, "title_zh"),
      planted.map(({ title }) => title.zh),
    );
    assert.deepEqual(
      textsOf(products, "description_en"),
      planted.map(({ description }) => description.en),
    );
  });

  it("refers only to customers, products and sessions that are there", async () => {
    const customers = new Set(textsOf(await read("customers.csv"), "customer_id"));
    const products = new Set(textsOf(await read("products.csv"), "product_id"));
    assert.equal(customers.size, OPTIONS.customers);
    for (const name of ["events.csv", "ratings.csv", "searches.csv"]) {
      const table = await read(name);
      for (const id of textsOf(table, "customer_id")) assert.ok(customers.has(id), `${name}: ${id}`);
      for (const id of textsOf(table, "product_id")) assert.ok(products.has(id), `${name}: ${id}`);
    }
    for (const [name, other] of [
      ["complements", "complement_id"],
      ["substitutes", "substitute_id"],
      ["judgments", "product_id"],
    ] as const) {
      for (const id of textsOf(await read(`truth/${name}.csv`), other)) assert.ok(products.has(id), `${name}: ${id}`);
    }
    for (const picture of textsOf(await read("products.csv"), "picture")) assert.ok(existsSync(join(out, picture!)));
  });

  it("judges every result that was shown", async () => {
    const judgments = await read("truth/judgments.csv");
    const grades = textsOf(judgments, "esci_label");
    const queries = textsOf(judgments, "query");
    const judged = new Set(textsOf(judgments, "product_id").map((product, row) => `${queries[row]}\t${product}`));
    assert.deepEqual([...new Set(grades)].sort(), ["C", "E", "I", "S"]);
    const searches = await read("searches.csv");
    const asked = textsOf(searches, "query");
    textsOf(searches, "product_id").forEach((product, row) => assert.ok(judged.has(`${asked[row]}\t${product}`)));
  });

  it("writes byte for byte the same for the same seed", async () => {
    const again = join(room, "again");
    await writeShop({ ...OPTIONS, out: again });
    for (const name of ["customers.csv", "events.csv", "searches.csv", "truth/customers.csv", "truth/model.json"]) {
      assert.equal(hashOf(join(again, name)), hashOf(join(out, name)), name);
    }
  });

  it("begins with the files of fewer customers", async () => {
    const fewer = join(room, "fewer");
    await writeShop({ ...OPTIONS, customers: 40, out: fewer });
    for (const name of ["customers.csv", "events.csv", "ratings.csv", "searches.csv", "truth/customers.csv"]) {
      assert.ok(readFileSync(join(out, name), "utf8").startsWith(readFileSync(join(fewer, name), "utf8")), name);
    }
    assert.equal(hashOf(join(fewer, "products.csv")), hashOf(join(out, "products.csv")));
  });

  it("writes the same rows as Parquet", async () => {
    const parquet = join(room, "parquet");
    await writeShop({ ...OPTIONS, customers: 30, out: parquet, format: "parquet" });
    const table = await readTable(join(parquet, "events.parquet"));
    const same = await read("events.csv");
    assert.deepEqual(textsOf(table, "product_id"), textsOf(same, "product_id").slice(0, table.rows));
    assert.deepEqual(requireNumbers(table, "price").values, requireNumbers(same, "price").values.slice(0, table.rows));
    assert.ok(existsSync(join(parquet, "truth", "judgments.parquet")));
  });

  it("leaves a folder with something in it alone, and with force replaces only a simulated shop", async () => {
    await assert.rejects(writeShop({ ...OPTIONS, out }), /out must be an empty folder or a new one/);
    const diary = join(room, "diary");
    mkdirSync(diary);
    writeFileSync(join(diary, "monday.txt"), "dear diary");
    await assert.rejects(writeShop({ ...OPTIONS, out: diary, force: true }), /holds no truth.model\.json/);
    assert.deepEqual(readdirSync(diary), ["monday.txt"]);
    await assert.rejects(writeShop({ ...OPTIONS, out: join(diary, "monday.txt") }), /out must be a folder/);

    const replaced = join(room, "replaced");
    await writeShop({ ...OPTIONS, customers: 10, out: replaced });
    await writeShop({ ...OPTIONS, customers: 20, out: replaced, force: true });
    assert.equal(readFileSync(join(replaced, "customers.csv"), "utf8").trim().split("\n").length, 21);
  });

  it("leaves nothing behind when it is stopped", async () => {
    const stopped = join(room, "stopped");
    const controller = new AbortController();
    const work = writeShop({
      ...OPTIONS,
      customers: 5000,
      out: stopped,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await assert.rejects(work, /enough/);
    assert.deepEqual(
      readdirSync(room).filter((name) => name.includes("stopped")),
      [],
    );
  });

  it("says how far it is, with its rates", async () => {
    const seen: number[] = [];
    await writeShop({
      ...OPTIONS,
      customers: 450,
      out: join(room, "progress"),
      onProgress: ({ done, total, unit, metrics }) => {
        assert.deepEqual([total, unit], [450, "customers"]);
        assert.ok(metrics!["customers/s"]! > 0 && metrics!["events/s"]! > 0);
        seen.push(done);
      },
    });
    assert.deepEqual(seen, [200, 400, 450]);
  });
});

function textsOf(table: Table, name: string): (string | undefined)[] {
  const column = requireColumn(table, name);
  return Array.from({ length: table.rows }, (_, row) => cellText(column, row));
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
