import * as path from "node:path";
import type { CustomerHistory } from "./history";
import { RowSink } from "./row-sink";
import type { Shop } from "./shop";
import { CUSTOMERS, EVENTS, RATINGS, SEARCHES, type TableForm } from "./shop-tables";
import { customerTruth } from "./truth-tables";

/** How much was written. */
export interface CustomerCounts {
  readonly events: number;
  readonly purchases: number;
  readonly ratings: number;
  readonly searches: number;
  /** Rows of `searches`: results shown. */
  readonly shownResults: number;
}

/** The five files that grow with the customers, open at once. */
export class CustomerSinks {
  private purchases = 0;
  private searches = 0;

  private constructor(
    private readonly shop: Shop,
    private readonly truth: TableForm<CustomerHistory["customer"]>,
    private readonly files: Readonly<Record<"customers" | "truth" | "events" | "ratings" | "searches", RowSink>>,
  ) {}

  /** Begins the files in a folder. */
  static async open(shop: Shop, folder: string, format: string): Promise<CustomerSinks> {
    const truth = customerTruth(shop.space.dimensions);
    const file = (name: string): string => path.join(folder, `${name}.${format}`);
    return new CustomerSinks(shop, truth, {
      customers: await RowSink.open(file("customers"), CUSTOMERS.schema),
      truth: await RowSink.open(file(path.join("truth", "customers")), truth.schema),
      events: await RowSink.open(file("events"), EVENTS.schema),
      ratings: await RowSink.open(file("ratings"), RATINGS.schema),
      searches: await RowSink.open(file("searches"), SEARCHES.schema),
    });
  }

  /** Takes all that one customer did. */
  async add(history: CustomerHistory): Promise<void> {
    const { files, shop } = this;
    files.customers.addAll(CUSTOMERS.rowsOf(shop, history.customer));
    files.truth.addAll(this.truth.rowsOf(shop, history.customer));
    files.events.addAll(EVENTS.rowsOf(shop, history));
    files.ratings.addAll(RATINGS.rowsOf(shop, history));
    files.searches.addAll(SEARCHES.rowsOf(shop, history));
    for (const event of history.events) if (event.type === "buy") this.purchases++;
    this.searches += history.searches.length;
    for (const file of Object.values(files)) if (file.isFull) await file.flush();
  }

  get counts(): CustomerCounts {
    return {
      events: this.files.events.rows,
      purchases: this.purchases,
      ratings: this.files.ratings.rows,
      searches: this.searches,
      shownResults: this.files.searches.rows,
    };
  }

  async close(): Promise<void> {
    for (const file of Object.values(this.files)) await file.close();
  }

  async abandon(): Promise<void> {
    for (const file of Object.values(this.files)) await file.abandon();
  }
}
