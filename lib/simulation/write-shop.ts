import { promises as fs } from "node:fs";
import * as path from "node:path";
import { requireInteger, requireOneOf, silent, type ProgressListener } from "../contracts";
import { CustomerSinks, type CustomerCounts } from "./customer-sinks";
import { customerHistory } from "./history";
import { makeFolder } from "./make-folder";
import { RowSink } from "./row-sink";
import type { ShopOptions } from "./settings";
import { createShop, type Shop } from "./shop";
import { picturePath, PRODUCTS, type TableForm } from "./shop-tables";
import { drawPicture } from "./picture";
import { COMPLEMENTS, categoryTruth, JUDGMENTS, POSITIONS, productTruth, SUBSTITUTES } from "./truth-tables";
import { LEAVES } from "./vocabulary/categories";
import { SEGMENTS } from "./vocabulary/segments";

/** What {@link writeShop} takes, beside the options of the shop itself. */
export interface WriteShopOptions extends ShopOptions {
  /** How many customers, 1 or more. The first ones are the same however many are asked for. */
  readonly customers: number;
  /** The folder to write. */
  readonly out: string;
  /** How the tables are written; CSV unless given. */
  readonly format?: "csv" | "parquet";
  /** Replaces a folder that an earlier run wrote; any other folder with something in it is left alone. */
  readonly force?: boolean;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** What was written, and how fast. */
export interface WrittenShop extends CustomerCounts {
  readonly out: string;
  readonly customers: number;
  readonly products: number;
  readonly seconds: number;
  readonly customersPerSecond: number;
  readonly eventsPerSecond: number;
}

/** Customers between two moments of progress, and between two looks at the signal. */
const STEP = 200;

/**
 * Writes a simulated shop into a folder: `customers`, `products`, `events`, `ratings` and `searches` as tables,
 * `pictures/` and, under `truth/`, what was planted. Tables that run over customers are ordered by customer, then by time.
 *
 * Memory does not grow with the number of customers: held are the shop (products, weeks, queries), the history of one
 * customer, and some 2,000 rows of each table. The folder appears whole or not at all.
 *
 * @throws ValueError when an option is out of range, or the folder is there with something in it and `force` does not apply
 */
export async function writeShop(options: WriteShopOptions): Promise<WrittenShop> {
  const { customers, out, format = "csv", force = false, onProgress = silent, signal } = options;
  requireInteger("customers", customers, 1);
  requireOneOf("format", format, ["csv", "parquet"]);
  const shop = createShop(options);
  return makeFolder(out, { force, marker: TRUTH_FILE }, async (folder) => {
    await writeCatalogue(shop, folder, format);
    const sinks = await CustomerSinks.open(shop, folder, format);
    const counts = await writeCustomers(shop, customers, sinks, onProgress, signal);
    // Last, because it marks the folder as ours: a run that stopped halfway must not look like a whole one.
    await fs.writeFile(path.join(folder, TRUTH_FILE), modelText(shop, customers));
    return { out, customers, products: shop.products.length, ...counts };
  });
}

const TRUTH_FILE = path.join("truth", "model.json");

async function writeCatalogue(shop: Shop, folder: string, format: string): Promise<void> {
  const D = shop.space.dimensions;
  const { products, queries } = shop;
  await writeTable(shop, path.join(folder, `products.${format}`), PRODUCTS, products);
  const truth = (name: string): string => path.join(folder, "truth", `${name}.${format}`);
  await writeTable(shop, truth("products"), productTruth(D), products);
  await writeTable(shop, truth("complements"), COMPLEMENTS, products);
  await writeTable(shop, truth("substitutes"), SUBSTITUTES, products);
  await writeTable(shop, truth("judgments"), JUDGMENTS, queries.queries);
  await writeTable(shop, truth("positions"), POSITIONS, [...shop.examination.keys()]);
  await writeTable(shop, truth("categories"), categoryTruth(D), [...LEAVES.keys()]);
  await fs.mkdir(path.join(folder, "pictures"));
  for (const product of products) await fs.writeFile(path.join(folder, picturePath(product)), drawPicture(product));
}

function writeTable<T>(shop: Shop, file: string, form: TableForm<T>, things: readonly T[]): Promise<void> {
  return RowSink.writeWhole(file, form.schema, async (sink) => {
    for (const thing of things) {
      sink.addAll(form.rowsOf(shop, thing));
      if (sink.isFull) await sink.flush();
    }
  });
}

async function writeCustomers(
  shop: Shop,
  customers: number,
  sinks: CustomerSinks,
  onProgress: ProgressListener,
  signal: AbortSignal | undefined,
): Promise<Omit<WrittenShop, "out" | "customers" | "products">> {
  const began = performance.now();
  try {
    for (let index = 0; index < customers; index++) {
      await sinks.add(customerHistory(shop, index));
      if ((index + 1) % STEP !== 0 && index + 1 !== customers) continue;
      signal?.throwIfAborted();
      onProgress(progressAt(index + 1, customers, sinks.counts.events, began));
      // Gives way to the event loop, so that Ctrl-C is heard.
      await new Promise((resume) => setImmediate(resume));
    }
    await sinks.close();
  } catch (error) {
    await sinks.abandon();
    throw error;
  }
  const seconds = (performance.now() - began) / 1000;
  const { counts } = sinks;
  return { ...counts, seconds, customersPerSecond: customers / seconds, eventsPerSecond: counts.events / seconds };
}

function progressAt(done: number, total: number, events: number, began: number): Parameters<ProgressListener>[0] {
  const seconds = (performance.now() - began) / 1000;
  const metrics = { "customers/s": Math.round(done / seconds), "events/s": Math.round(events / seconds) };
  return { task: "simulate", done, total, unit: "customers", metrics };
}

function modelText(shop: Shop, customers: number): string {
  const segments = SEGMENTS.map(({ en, zh, share }, index) => ({
    name: en,
    name_zh: zh,
    share,
    centre: Array.from(shop.space.segments[index]!),
  }));
  return JSON.stringify({ format: 1, customers, ...shop.settings, segments }, undefined, 2) + "\n";
}
