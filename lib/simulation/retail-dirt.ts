import type { Random } from "../random";
import { DAY_MS, type Calendar } from "./calendar";
import type { RetailRow } from "./retail-rows";

/** How often each defect is planted, as a share of the rows that are right. */
export const DIRT_RATES = {
  /** Rows of invoices whose customer is not known, as a share of all rows. */
  missingCustomer: 0.25,
  /** Lines cancelled later: prefix C, negative quantity. */
  cancellation: 0.018,
  /** Postage, fees and manual entries beside the products. */
  nonProduct: 0.006,
  /** Pieces given away at price 0. */
  gift: 0.001,
  /** Corrections of the stock: price 0, no customer, description missing. */
  silentCorrection: 0.0032,
  /** The same with a note for a description. */
  notedCorrection: 0.0008,
  /** Bad debts adjusted: negative price. */
  badDebt: 0.000005,
  /** Rows that stand there twice, in every cell. */
  duplicate: 0.01,
} as const;

const NON_PRODUCTS: readonly (readonly [code: string, description: string, price: number])[] = [
  ["POST", "POSTAGE", 18],
  ["POST", "POSTAGE", 28],
  ["DOT", "DOTCOM POSTAGE", 120],
  ["M", "Manual", 35],
  ["C2", "CARRIAGE", 50],
  ["BANK CHARGES", "Bank Charges", 15],
];
const NOTES = ["damaged", "?", "check", "wet", "found", "lost in store"];

/** Rows to add to the right ones; `nextInvoice` numbers the new invoices. */
interface DirtSource {
  readonly rows: readonly RetailRow[];
  readonly calendar: Calendar;
  readonly random: Random;
  nextInvoice: number;
}

/**
 * Adds the defects of a real sales file to right rows. Each kind comes at its rate of {@link DIRT_RATES}, rounded to whole
 * rows, and at least once.
 *
 * @param rows     right rows; left as they are
 * @param invoices number of invoices among them
 * @returns the right rows and the added ones, in no order
 */
export function addDirt(rows: readonly RetailRow[], invoices: number, calendar: Calendar, random: Random): RetailRow[] {
  const source: DirtSource = { rows, calendar, random, nextInvoice: invoices };
  const many = (rate: number, make: (source: DirtSource) => RetailRow): RetailRow[] =>
    Array.from({ length: Math.max(1, Math.round(rate * rows.length)) }, () => make(source));
  const added = [
    ...many(DIRT_RATES.cancellation, cancellation),
    ...many(DIRT_RATES.nonProduct, nonProduct),
    ...many(DIRT_RATES.gift, gift),
    ...many(DIRT_RATES.silentCorrection, (s) => correction(s, "")),
    ...many(DIRT_RATES.notedCorrection, (s) => correction(s, NOTES[s.random.integer(NOTES.length)]!)),
    ...many(DIRT_RATES.badDebt, badDebt),
  ];
  const doubled = pickDistinct(rows, Math.max(1, Math.round(DIRT_RATES.duplicate * rows.length)), random);
  return [...rows, ...added, ...doubled];
}

/** A line comes back 1 to 20 days later, in whole or in part. */
function cancellation(source: DirtSource): RetailRow {
  const row = anyRow(source);
  const later = row.time + (1 + source.random.integer(20)) * DAY_MS;
  const last = source.calendar.endMs - 60_000;
  const quantity = -(1 + source.random.integer(row.quantity));
  return { ...row, invoice: source.nextInvoice++, prefix: "C", quantity, time: Math.min(later, last) };
}

function nonProduct(source: DirtSource): RetailRow {
  const [stockCode, description, price] = NON_PRODUCTS[source.random.integer(NON_PRODUCTS.length)]!;
  const unitPrice = Math.round(price * (50 + source.random.integer(100))) / 100;
  return { ...anyRow(source), stockCode, description, quantity: 1, unitPrice };
}

/** A free piece on somebody's invoice. */
function gift(source: DirtSource): RetailRow {
  return { ...anyRow(source), quantity: 1, unitPrice: 0 };
}

function correction(source: DirtSource, description: string): RetailRow {
  const { random } = source;
  const pieces = 1 + random.integer(60);
  return {
    ...anyRow(source),
    invoice: source.nextInvoice++,
    description,
    quantity: random.next() < 0.7 ? -pieces : pieces,
    unitPrice: 0,
    customerId: "",
    country: "United Kingdom",
  };
}

function badDebt(source: DirtSource): RetailRow {
  return {
    ...anyRow(source),
    invoice: source.nextInvoice++,
    prefix: "A",
    stockCode: "B",
    description: "Adjust bad debt",
    quantity: 1,
    unitPrice: -(1000 + source.random.integer(9000)),
    customerId: "",
    country: "United Kingdom",
  };
}

function anyRow({ rows, random }: DirtSource): RetailRow {
  return rows[random.integer(rows.length)]!;
}

/** Rows drawn without replacement. */
function pickDistinct(rows: readonly RetailRow[], count: number, random: Random): RetailRow[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, rows.length)) chosen.add(random.integer(rows.length));
  return Array.from(chosen, (at) => rows[at]!);
}
