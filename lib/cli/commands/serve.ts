import { once } from "node:events";
import type { Command } from "commander";
import { type RunningServer, startServer, type SyncPolicy } from "../../serving";
import { openClassifier } from "../classifier/open-classifier";
import { openModel } from "../open-model";
import { integerValue } from "../option-values";
import { wordValue } from "../recipes/values";
import { note, printText } from "../terminal";
import { openSearchService } from "../search-service";
import { UsageError } from "../usage-error";

interface ServeFlags {
  model?: string;
  search?: string;
  classifier?: string;
  port: number;
  host: string;
  events?: string;
  sync: SyncPolicy;
  requestsPerMinute?: number;
  maxInFlight: number;
  bodyLimit: number;
  cache: number;
  batchSize: number;
  batchWait: number;
  maxWaiting: number;
  deadline: number;
  log: boolean;
}

/** `cartwright serve`: answers over HTTP until it is told to stop. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("answer over HTTP: JSON in, JSON out")
    .option("--model <dir>", "a bundle that fit has made: /recommend, /similar, /explain")
    .option("--search <dir>", "an index that index has made: /search, /suggest")
    .option("--classifier <dir>", "a text classifier that finetune has made: /predict")
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
    .option("--requests-per-minute <n>", "most requests from one address; else no limit", integerValue(1))
    .option("--max-in-flight <n>", "most requests at a time; beyond that 503", integerValue(1), 512)
    .option("--body-limit <bytes>", "largest body; beyond that 413", integerValue(1), 2 ** 20)
    .option("--cache <n>", "how many answers are kept; 0 keeps none", integerValue(0), 10_000)
    .option("--batch-size <n>", "most texts that the classifier is asked at once", integerValue(1), 32)
    .option("--batch-wait <ms>", "how long a text waits for others to be asked with", integerValue(0), 2)
    .option("--max-waiting <n>", "most texts that wait for the classifier; beyond that 503", integerValue(1), 1024)
    .option("--deadline <ms>", "longest that a search or prediction may take; then 503", integerValue(1), 10_000)
    .option("--no-log", "write no log to stderr")
    .addHelpText("after", EXAMPLES)
    .action(serve);
}

const EXAMPLES = `
Ctrl-C stops it: requests under way are answered first.

Examples:
  cartwright serve --model model
  cartwright serve --model model --port 9000 --events events.jsonl
  curl -s http://127.0.0.1:8080/recommend -H 'content-type: application/json' -d '{"user":"17850","k":10}'
  curl -s http://127.0.0.1:8080/openapi.json`;

async function serve(flags: ServeFlags): Promise<void> {
  const { model, search, classifier } = flags;
  if (model === undefined && search === undefined && classifier === undefined) {
    throw new UsageError("give --model DIR, --search DIR, --classifier DIR or several: there is nothing to serve");
  }
  const stopped = untilToldToStop();
  const judge = classifier === undefined ? undefined : await openClassifier(classifier);
  const server = await startServer({
    recommender: model === undefined ? undefined : openModel(model).then(({ recommender }) => recommender),
    search: search === undefined ? undefined : await openSearchService(search),
    classifier: judge,
    batching: { maxBatch: flags.batchSize, maxWaitMs: flags.batchWait, maxQueue: flags.maxWaiting },
    deadlineMs: flags.deadline,
    host: flags.host,
    port: flags.port,
    eventLog: flags.events === undefined ? undefined : { path: flags.events, sync: flags.sync },
    requestsPerMinute: flags.requestsPerMinute,
    maxInFlight: flags.maxInFlight,
    bodyLimit: flags.bodyLimit,
    cacheSize: flags.cache,
    log: flags.log && process.stderr,
  });
  try {
    await server.loaded;
    tellWhere(server, flags);
    await stopped;
    note("stopping: requests under way are answered first");
  } finally {
    await server.close();
    await judge?.close();
  }
}

function tellWhere({ address }: RunningServer, { model, search, classifier, host }: ServeFlags): void {
  const served = [model, search, classifier].filter((dir) => dir !== undefined).join(" and ");
  printText(`serving ${served} on ${address}  (Ctrl-C stops)`);
  if (!["127.0.0.1", "::1", "localhost"].includes(host)) {
    note(`note: ${host} can be reached from other machines, and this server asks nobody who they are`);
  }
}

/** Resolves at the first Ctrl-C or polite request to stop; the next one ends the process at once. */
async function untilToldToStop(): Promise<void> {
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}
