import assert from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { simulateRetailFile, writeShop } from "cartwright/simulation";

const SAMPLES = resolve(__dirname, "../../../datasets/samples");

describe("datasets/samples", () => {
  const room = mkdtempSync(join(tmpdir(), "cartwright-samples-"));
  after(() => rmSync(room, { recursive: true }));

  it("is what the commands of its README make, byte for byte, and says how many rows each file has", async () => {
    await writeShop({ customers: 60, products: 300, seed: 1, out: join(room, "shop") });
    const transactions = join(room, "shop", "transactions.csv");
    await simulateRetailFile({ customers: 30, products: 200, seed: 1, out: transactions });
    const readme = readFileSync(join(SAMPLES, "README.md"), "utf8");
    for (const name of ["customers", "products", "events", "ratings", "searches", "transactions"]) {
      const sample = readFileSync(join(SAMPLES, `${name}.csv`), "utf8");
      assert.ok(sample === readFileSync(join(room, "shop", `${name}.csv`), "utf8"), `${name}.csv differs`);
      const rows = (sample.trimEnd().split("\n").length - 1).toLocaleString("en-GB");
      assert.match(readme, new RegExp(`\\| ${name}\\.csv +\\| ${rows} +\\|`));
    }
  });
});
