import { Option, type Command } from "commander";
import { ValueError } from "../../contracts";
import { LEAST_PRODUCTS, writeShop, type WrittenShop } from "../../simulation";
import { interruptible } from "../interrupt";
import { integerValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText } from "../terminal";
import { UsageError } from "../usage-error";

interface SimulateFlags {
  readonly customers: number;
  readonly products: number;
  readonly seed: number;
  readonly out: string;
  readonly format: "csv" | "parquet";
  readonly force?: boolean;
  readonly json?: boolean;
}

const HELP = `
Writes customers, products, events, ratings and searches as tables, pictures/ with a drawing of each product, and
truth/ with what was planted: tastes, segments, complements, substitutes, relevance, position bias.
The same seed gives the same shop, and its first customers are the same however many are asked for.

Example:
  cartwright simulate --customers 1000 --seed 1 --out shop`;

/** `cartwright simulate`: a shop made from a seed, with the truth behind it. */
export function registerSimulate(program: Command): void {
  program
    .command("simulate")
    .description("make a shop from a seed: customers, products, events, ratings, searches, and the truth behind them")
    .requiredOption("--customers <n>", "how many customers, 1 to 10,000,000", integerValue(1, 10_000_000))
    .requiredOption("--out <folder>", "folder to write; it must be new or empty")
    .option("--seed <n>", "any whole number", integerValue(Number.MIN_SAFE_INTEGER), 1)
    .option("--products <n>", "how many products", integerValue(LEAST_PRODUCTS, 50_000), 1000)
    .addOption(new Option("--format <name>", "how the tables are written").choices(["csv", "parquet"]).default("csv"))
    .option("--force", "replace a folder that an earlier run of this command wrote")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(simulate);
}

async function simulate({ json, ...flags }: SimulateFlags): Promise<void> {
  const progress = showProgress();
  try {
    const written = await interruptible((signal) => writeShop({ ...flags, signal, onProgress: progress.listen }));
    progress.stop();
    if (json) printJson(summaryOf(written, flags));
    else report(written);
  } catch (error) {
    throw error instanceof ValueError ? new UsageError(error.message, { cause: error }) : error;
  } finally {
    progress.stop();
  }
}

function summaryOf(written: WrittenShop, { seed, format }: SimulateFlags): Record<string, string | number> {
  const { seconds, customersPerSecond, eventsPerSecond, ...counts } = written;
  return {
    ...counts,
    seed,
    format,
    seconds: Number(seconds.toFixed(3)),
    customersPerSecond: Math.round(customersPerSecond),
    eventsPerSecond: Math.round(eventsPerSecond),
  };
}

function report(written: WrittenShop): void {
  const count = (value: number): string => Math.round(value).toLocaleString("en-GB");
  printText(
    `${written.out}: ${count(written.customers)} customers, ${count(written.products)} products, ` +
      `${count(written.events)} events (${count(written.purchases)} purchases), ${count(written.ratings)} ratings, ` +
      `${count(written.searches)} searches. What was planted is in truth/.`,
  );
  note(
    `${written.seconds.toFixed(1)} s: ${count(written.customersPerSecond)} customers/s, ` +
      `${count(written.eventsPerSecond)} events/s`,
  );
}
