import cluster from "node:cluster";
import { once } from "node:events";
import type { Command } from "commander";
import { integerValue } from "../option-values";
import { wordValue } from "../recipes/values";
import { nginxConfig } from "../serve/nginx-config";
import { serveAlone } from "../serve/serve-alone";
import type { ServeFlags } from "../serve/serve-flags";
import { serveAsWorker, serveTogether } from "../serve/serve-together";
import { requireSomething } from "../serve/what-is-served";
import { SHOP_PATH } from "../../storefront";
import { note, printText } from "../terminal";

/** `cartwright serve`: answers over HTTP until it is told to stop. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("answer over HTTP: JSON in, JSON out")
    .option("--model <dir>", "a bundle that fit has made, or a registry, whose live version is followed")
    .option("--search <dir>", "an index that index has made: /search, /suggest")
    .option("--classifier <dir>", "a text classifier that finetune has made: /predict")
    .option("--shop", "open a shop too, at /shop: the documents of --search are the products, --model recommends them")
    .option("--currency <code>", "currency of the shop's prices", "USD")
    .option("--port <n>", "port; 0 takes any free one", integerValue(0, 65535), 8080)
    .option(
      "--host <address>",
      "address to listen on; others than this machine reach it only if you say so",
      "127.0.0.1",
    )
    .option("--events <file>", "append what POST /events brings to this file; else it is remembered until the end only")
    .option(
      "--sync <policy>",
      "when an event is on disk: always, second, never",
      wordValue("always", "second", "never"),
      "second",
    )
    .option("--events-max-bytes <n>", "a larger events file is put aside and another begun", integerValue(1), 2 ** 26)
    .option("--processes <n>", "how many processes serve behind the port", integerValue(1, 256), 1)
    .option("--redis <address>", "keep answers in this Redis too, for several servers: redis://127.0.0.1:6379")
    .option("--admin-key-file <file>", "opens /admin to whoever brings this key; or CARTWRIGHT_ADMIN_KEY")
    .option("--behind-proxy", "take the word of a proxy on this machine for the asker's address")
    .option(
      "--requests-per-minute <n>",
      "most requests from one address (counted by each process); else no limit",
      integerValue(1),
    )
    .option("--request-timeout <ms>", "longest that a request may take to arrive; then 408", integerValue(1), 15_000)
    .option("--max-in-flight <n>", "most requests at a time; beyond that 503", integerValue(1), 512)
    .option(
      "--max-lag <ms>",
      "longest that a request may wait for computing that came before it; beyond that 503",
      integerValue(1),
      250,
    )
    .option("--body-limit <bytes>", "largest body; beyond that 413", integerValue(1), 2 ** 20)
    .option("--cache <n>", "how many answers are kept; 0 keeps none", integerValue(0), 10_000)
    .option("--batch-size <n>", "most texts that the classifier is asked at once", integerValue(1), 32)
    .option("--batch-wait <ms>", "how long a text waits for others to be asked with", integerValue(0), 2)
    .option("--max-waiting <n>", "most texts that wait for the classifier; beyond that 503", integerValue(1), 1024)
    .option("--deadline <ms>", "longest that a search or prediction may take; then 503", integerValue(1), 10_000)
    .option("--print-nginx", "print a configuration for nginx in front of this server, and serve nothing")
    .option("--no-log", "write no log to stderr")
    .addHelpText("after", EXAMPLES)
    .action(serve);
}

const EXAMPLES = `
Ctrl-C stops it: requests under way are answered first.

Examples:
  cartwright serve --model model
  cartwright serve --model model --search index --shop
  cartwright serve --model model --port 9000 --events events.jsonl
  cartwright serve --model registry --processes 4 --redis redis://127.0.0.1:6379 --admin-key-file key
  curl -s http://127.0.0.1:8080/recommend -H 'content-type: application/json' -d '{"user":"17850","k":10}'
  curl -s http://127.0.0.1:8080/openapi.json`;

async function serve(flags: ServeFlags): Promise<void> {
  if (flags.printNginx === true) return printText(nginxConfig(flags));
  requireSomething(flags);
  if (cluster.isWorker) return serveAsWorker(flags);
  const stopped = untilToldToStop();
  const serving = await (flags.processes > 1 ? serveTogether(flags) : serveAlone(flags));
  try {
    tellWhere(serving.address, flags);
    await stopped;
    note("stopping: requests under way are answered first");
  } finally {
    await serving.close();
  }
}

function tellWhere(address: string, { model, search, classifier, shop, host, processes }: ServeFlags): void {
  const served = [model, search, classifier].filter((dir) => dir !== undefined).join(" and ");
  const together = processes > 1 ? ` from ${processes} processes` : "";
  printText(`serving ${served} on ${address}${together}  (Ctrl-C stops)`);
  if (shop === true) printText(`the shop is open: ${address}${SHOP_PATH}/`);
  if (!["127.0.0.1", "::1", "localhost"].includes(host)) {
    note(`note: ${host} can be reached from other machines, and this server asks nobody who they are`);
  }
}

/** Resolves at the first Ctrl-C or polite request to stop; the next one ends the process at once. */
async function untilToldToStop(): Promise<void> {
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}
