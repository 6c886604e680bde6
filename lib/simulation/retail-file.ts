import { requireInteger, silent, type ProgressListener } from "../contracts";
import { Random } from "../random";
import { addDirt, DIRT_RATES } from "./retail-dirt";
import { drawPurchases } from "./retail-purchases";
import { drawStockCodes, retailCustomerId, retailDescription, type RetailRow } from "./retail-rows";
import { RowSink } from "./row-sink";
import { createShop, type Shop } from "./shop";
import { columns } from "./shop-tables";

/** What {@link simulateRetailFile} takes. */
export interface RetailFileOptions {
  /** Customers whose number stands in the file, 10 or more; those without one come on top. The default is 1,000. */
  readonly customers?: number;
  readonly seed?: number;
  /** Number of stock codes, 1,500 unless given. */
  readonly products?: number;
  /** The file to write: CSV, compressed when the name ends in `.gz`. */
  readonly out: string;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** How many rows of the file have each defect. A row can have several. */
export interface RetailDefects {
  /** CustomerID is empty. */
  readonly missingCustomers: number;
  /** InvoiceNo begins with C; Quantity is negative. */
  readonly cancellations: number;
  /** Quantity is below 0: the cancellations and stock written off. */
  readonly negativeQuantities: number;
  readonly zeroPrices: number;
  readonly negativePrices: number;
  /** StockCode does not begin with five digits: POST, M, ... */
  readonly nonProducts: number;
  readonly missingDescriptions: number;
  /** Rows beyond the first of each group that agrees in every cell. */
  readonly duplicates: number;
}

/** What was written, and what was planted in it. */
export interface RetailFile {
  readonly out: string;
  readonly rows: number;
  readonly invoices: number;
  readonly defects: RetailDefects;
  /** The shop behind it: tastes, factors, seasons. */
  readonly shop: Shop;
  /** CustomerID of each customer index. */
  readonly customerIds: readonly string[];
  /** StockCode of each product index. */
  readonly stockCodes: readonly string[];
}

/**
 * Writes a made-up raw sales file with the columns, the period (2010-12-01 to 2011-10-31) and the kinds of dirt of the
 * public Online Retail file: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country,
 * ordered by InvoiceDate. Behind it stands a simulated wholesale shop (`drawPurchases`), so that its customers have
 * tastes that a recommender can find.
 *
 * All rows are held in memory, some 200 bytes each: a thousand customers make about 70,000 rows.
 *
 * @throws ValueError when an option is out of range
 */
export async function simulateRetailFile(options: RetailFileOptions): Promise<RetailFile> {
  const { customers = 1000, seed = 1, products = 1500, out, onProgress = silent, signal } = options;
  requireInteger("customers", customers, 10);
  const shop = createShop({ seed, products, start: "2010-12-01", days: 335 });
  const random = new Random(seed).split("retail");
  const stockCodes = drawStockCodes(products, random.split("codes"));
  const { rows, invoices } = await rightRows(shop, customers, stockCodes, onProgress, signal);
  const dirty = addDirt(rows, invoices, shop.calendar, random.split("dirt"));
  const written = await writeRows(inOrder(dirty), out);
  return {
    out,
    rows: dirty.length,
    invoices: written,
    defects: countDefects(dirty),
    shop,
    customerIds: Array.from({ length: customers }, (_, index) => retailCustomerId(index)),
    stockCodes,
  };
}

/** The known customers' rows, then those of unknown ones until these are the wanted share. */
async function rightRows(
  shop: Shop,
  customers: number,
  stockCodes: readonly string[],
  onProgress: ProgressListener,
  signal: AbortSignal | undefined,
): Promise<{ rows: RetailRow[]; invoices: number }> {
  const rows: RetailRow[] = [];
  let invoices = 0;
  let known = 0;
  for (let index = 0; index < customers || rows.length - known < DIRT_RATES.missingCustomer * rows.length; index++) {
    const isKnown = index < customers;
    for (const purchase of retailRows(shop, index, isKnown, stockCodes)) {
      rows.push(...purchase.map((row) => ({ ...row, invoice: invoices })));
      invoices++;
    }
    if (isKnown) known = rows.length;
    if (index % 50 === 0) {
      signal?.throwIfAborted();
      onProgress({ task: "simulate sales", done: Math.min(index, customers), total: customers, unit: "customers" });
      await new Promise((resume) => setImmediate(resume));
    }
  }
  onProgress({ task: "simulate sales", done: customers, total: customers, unit: "customers" });
  return { rows, invoices };
}

function retailRows(shop: Shop, index: number, isKnown: boolean, stockCodes: readonly string[]): RetailRow[][] {
  const customer = shop.customer(index);
  // Most customers of the file are British, whatever the customer's own country.
  const country = index % 10 === 0 ? customer.country : "United Kingdom";
  return drawPurchases(shop, customer).map(({ time, lines }) =>
    lines.map(({ product, quantity, unitPrice }) => ({
      invoice: 0,
      prefix: "" as const,
      stockCode: stockCodes[product]!,
      description: retailDescription(shop.products[product]!),
      quantity,
      time,
      unitPrice,
      customerId: isKnown ? retailCustomerId(index) : "",
      country,
    })),
  );
}

function inOrder(rows: readonly RetailRow[]): RetailRow[] {
  const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return [...rows].sort((a, b) => a.time - b.time || a.invoice - b.invoice || byCode(a.stockCode, b.stockCode));
}

const COLUMNS = columns(
  "InvoiceNo",
  "StockCode",
  "Description",
  "Quantity:integer",
  "InvoiceDate:time",
  "UnitPrice:number",
  "CustomerID",
  "Country",
);

/** Writes rows that are in order, and numbers the invoices as they come. Returns how many there are. */
async function writeRows(rows: readonly RetailRow[], out: string): Promise<number> {
  const numbers = new Map<number, number>();
  await RowSink.writeWhole(out, COLUMNS, async (sink) => {
    for (const row of rows) {
      const number = numbers.get(row.invoice) ?? 536_365 + numbers.size;
      numbers.set(row.invoice, number);
      const { stockCode, description, quantity, time, unitPrice, customerId, country } = row;
      const invoice = row.prefix + String(number);
      sink.addAll([[invoice, stockCode, description, quantity, time, unitPrice, customerId, country]]);
      if (sink.isFull) await sink.flush();
    }
  });
  return numbers.size;
}

function countDefects(rows: readonly RetailRow[]): RetailDefects {
  const count = (holds: (row: RetailRow) => boolean): number => rows.filter(holds).length;
  return {
    missingCustomers: count((row) => row.customerId === ""),
    cancellations: count((row) => row.prefix === "C"),
    negativeQuantities: count((row) => row.quantity < 0),
    zeroPrices: count((row) => row.unitPrice === 0),
    negativePrices: count((row) => row.unitPrice < 0),
    nonProducts: count((row) => !/^\d{5}/.test(row.stockCode)),
    missingDescriptions: count((row) => row.description === ""),
    duplicates: rows.length - new Set(rows.map((row) => JSON.stringify(row))).size,
  };
}
