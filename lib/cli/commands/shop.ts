import { once } from "node:events";
import { Writable } from "node:stream";
import { type Command, Option } from "commander";
import type { ProgressListener } from "../../contracts";
import { findDataset } from "../../data";
import { startServer } from "../../serving";
import { LEAST_PRODUCTS } from "../../simulation";
import { SHOP_PATH, storefront } from "../../storefront";
import { interruptible } from "../interrupt";
import { integerValue } from "../option-values";
import { showProgress } from "../progress-lines";
import { openEsciShop } from "../shop/esci-shop";
import type { OpenedShop } from "../shop/opened-shop";
import { openSimulatedShop } from "../shop/simulated-shop";
import { note, printText } from "../terminal";
import { UsageError } from "../usage-error";

interface ShopFlags {
  readonly customers: number;
  readonly products: number;
  readonly seed: number;
  readonly port: number;
  readonly host: string;
  readonly events?: string;
  readonly experiment: boolean;
  readonly goods: "auto" | "simulated" | "esci-small";
}

/** `cartwright shop`: opens a shop that one can walk through in a browser. */
export function registerShop(program: Command): void {
  program
    .command("shop")
    .description("open a shop in the browser: recommendations and why, search, basket, an experiment, two languages")
    .option(
      "--customers <n>",
      "customers of the simulated shop that the models learn from",
      integerValue(100, 50_000),
      3000,
    )
    .option("--products <n>", "products of the simulated shop", integerValue(LEAST_PRODUCTS, 50_000), 1000)
    .option("--seed <n>", "seed of everything random", integerValue(), 1)
    .option("--port <n>", "port; 0 takes any free one", integerValue(0, 65535), 8080)
    .option(
      "--host <address>",
      "address to listen on; others than this machine reach it only if you say so",
      "127.0.0.1",
    )
    .option("--events <file>", "append what customers do to this file; else it is remembered until the end only")
    .addOption(
      new Option("--goods <name>", "what is sold: esci-small where it is on this machine, else the simulated shop")
        .choices(["auto", "simulated", "esci-small"])
        .default("auto"),
    )
    .option("--no-experiment", 'one model fills "for you" for everybody')
    .addHelpText("after", EXAMPLES)
    .action(shop);
}

const EXAMPLES = `
Ctrl-C closes the shop. Nobody pays and nothing leaves this machine.

Examples:
  cartwright shop
  cartwright shop --goods simulated --customers 10000 --port 9000 --events events.jsonl`;

async function shop(flags: ShopFlags): Promise<void> {
  const opened = await interruptible((signal) => open(flags, signal));
  const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const { experiment, ...rest } = opened.storefront;
  const server = await startServer({
    recommender: opened.recommender,
    host: flags.host,
    port: flags.port,
    eventLog: flags.events === undefined ? undefined : { path: flags.events },
    log: troubleOnly(),
    extend: storefront({ ...rest, experiment: flags.experiment ? experiment : undefined }),
  });
  try {
    await server.loaded;
    printText(`the shop is open: ${server.address}${SHOP_PATH}/  (Ctrl-C closes it)`);
    await stopped;
    note("closing: requests under way are answered first");
  } finally {
    await server.close();
  }
}

/** Of the server's log only what went wrong: a shop that is walked through by hand needs no line for each picture. */
function troubleOnly(): Writable {
  return new Writable({
    write(line: Buffer, _encoding, done): void {
      const { level } = JSON.parse(line.toString()) as { level: number };
      if (level >= 50) process.stderr.write(line);
      done();
    },
  });
}

async function open(flags: ShopFlags, signal: AbortSignal): Promise<OpenedShop> {
  const progress = showProgress();
  const started = performance.now();
  try {
    const opened = await openGoods(flags, progress.listen, signal);
    progress.stop();
    note(`ready in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return opened;
  } finally {
    progress.stop();
  }
}

async function openGoods(
  { goods, customers, products, seed }: ShopFlags,
  onProgress: ProgressListener,
  signal: AbortSignal,
): Promise<OpenedShop> {
  const dataset = goods === "simulated" ? undefined : findDataset("esci-small");
  if (dataset !== undefined) {
    note(`opening a shop of esci-small (${dataset.folder}); --goods simulated has customers and Chinese names`);
    return openEsciShop(dataset, { seed, onProgress, signal });
  }
  if (goods === "esci-small")
    throw new UsageError("--goods: esci-small is not on this machine; cartwright data get esci-small");
  note(`making a shop of ${products} products and ${customers} customers (seed ${seed}) ...`);
  return openSimulatedShop({ customers, products, seed, onProgress, signal });
}
