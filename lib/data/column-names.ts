/** What a column's name says that it holds. The names of public data sets and of common shop exports are known. */
const ROLES = {
  user: [
    "user",
    "userid",
    "customer",
    "customerid",
    "householdid",
    "household",
    "client",
    "clientid",
    "visitor",
    "visitorid",
    "member",
    "memberid",
    "shopper",
    "shopperid",
    "buyer",
    "buyerid",
    "reviewer",
    "reviewerid",
    "account",
    "accountid",
    "uid",
    "用户",
    "用户id",
    "顾客",
  ],
  item: [
    "item",
    "itemid",
    "product",
    "productid",
    "stockcode",
    "sku",
    "asin",
    "article",
    "articleid",
    "movie",
    "movieid",
    "clothingid",
    "book",
    "bookid",
    "isbn",
    "song",
    "songid",
    "track",
    "trackid",
    "iid",
    "商品",
    "商品id",
    "物品",
  ],
  value: [
    "rating",
    "ratings",
    "stars",
    "star",
    "score",
    "value",
    "quantity",
    "qty",
    "count",
    "counts",
    "amount",
    "plays",
    "playcount",
    "weight",
    "price",
    "unitprice",
    "salesvalue",
    "sales",
    "评分",
    "数量",
    "价格",
  ],
  time: [
    "timestamp",
    "time",
    "datetime",
    "date",
    "invoicedate",
    "orderdate",
    "purchasedate",
    "createdat",
    "eventtime",
    "reviewtime",
    "unixreviewtime",
    "day",
    "week",
    "ts",
    "at",
    "时间",
    "日期",
  ],
} as const;

/** The part a column plays in a file of events. */
export type ColumnRole = keyof typeof ROLES;

/** The columns that name the user, the item, the value and the time of an event, as far as their names tell. */
export interface GuessedColumns {
  user?: string;
  item?: string;
  value?: string;
  time?: string;
}

/**
 * Which column is the user, the item, the value and the time, guessed from the names alone: `userId`, `CustomerID`,
 * `household_id`; `item`, `StockCode`, `product_id`; `rating`, `Quantity`; `timestamp`, `InvoiceDate`, `week` and their
 * like. Where several names fit one part, the more telling one wins (the earlier in the list of known names). A part that
 * no name fits is left out. Show the guess to the person whose file it is.
 */
export function guessColumns(names: readonly string[]): GuessedColumns {
  const guess: GuessedColumns = {};
  for (const role of Object.keys(ROLES) as ColumnRole[]) {
    const ranked = names
      .map((name) => ({ name, rank: rankIn(role, name) }))
      .filter(({ rank }) => rank >= 0)
      .sort((a, b) => a.rank - b.rank);
    if (ranked[0]) guess[role] = ranked[0].name;
  }
  return guess;
}

/** True when a column of that name is expected to hold values of that part, whatever single cells say. */
export function nameSuggests(role: ColumnRole, name: string): boolean {
  return rankIn(role, name) >= 0;
}

function rankIn(role: ColumnRole, name: string): number {
  const bare = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return (ROLES[role] as readonly string[]).indexOf(bare);
}
