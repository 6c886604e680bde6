import { once } from "node:events";
import type { Command } from "commander";
import { NotSupportedError } from "../../contracts";
import { type RunningServer, startServer, type SyncPolicy } from "../../serving";
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
  log: boolean;
}

/** `cartwright serve`: answers over HTTP until it is told to stop. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .description("answer over HTTP: JSON in, JSON out")
    .option("--model <dir>", "a bundle that fit has made: /recommend, /similar, /explain")
    .option("--search <dir>", "an index that index has made: /search, /suggest")
    .option("--classifier <dir>", "a text classifier: /predict")
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
  const { model, search } = flags;
  if (flags.classifier !== undefined) {
    throw new NotSupportedError("not built yet: --classifier. --model and --search can be used");
  }
  if (model === undefined && search === undefined) {
    throw new UsageError("give --model DIR, --search DIR or both: there is nothing to serve");
  }
  const stopped = untilToldToStop();
  const server = await startServer({
    recommender: model === undefined ? undefined : openModel(model).then(({ recommender }) => recommender),
    search: search === undefined ? undefined : await openSearchService(search),
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
  }
}

function tellWhere({ address }: RunningServer, { model, search, host }: ServeFlags): void {
  const served = [model, search].filter((dir) => dir !== undefined).join(" and ");
  printText(`serving ${served} on ${address}  (Ctrl-C stops)`);
  if (!["127.0.0.1", "::1", "localhost"].includes(host)) {
    note(`note: ${host} can be reached from other machines, and this server asks nobody who they are`);
  }
}

/** Resolves at the first Ctrl-C or polite request to stop; the next one ends the process at once. */
async function untilToldToStop(): Promise<void> {
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}
