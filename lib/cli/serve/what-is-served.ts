import { readFile } from "node:fs/promises";
import { DataError } from "../../contracts";
import { Registry, type ServerOptions } from "../../serving";
import { openModel } from "../open-model";
import { modelLoaders } from "../recipes";
import { openSearchService } from "../search-service";
import { UsageError } from "../usage-error";
import type { ServeFlags } from "./serve-flags";

/** What every process of `serve` hands to its server: models, limits, log. What there is only one of is not in it. */
export async function whatIsServed(flags: ServeFlags): Promise<ServerOptions> {
  const { model, search } = flags;
  const isRegistry = model !== undefined && (await Registry.isAt(model));
  const recommender =
    model === undefined || isRegistry ? undefined : openModel(model).then(({ recommender: opened }) => opened);
  // Whoever starts the server waits for it; until then a failure must not end the process.
  recommender?.catch(() => undefined);
  return {
    recommender,
    registry: isRegistry ? { dir: model, loaders: modelLoaders } : undefined,
    adminKey: await adminKey(flags),
    search: search === undefined ? undefined : await openSearchService(search),
    deadlineMs: flags.deadline,
    host: flags.host,
    port: flags.port,
    redis: flags.redis,
    requestsPerMinute: flags.requestsPerMinute,
    maxInFlight: flags.maxInFlight,
    bodyLimit: flags.bodyLimit,
    requestTimeoutMs: flags.requestTimeout,
    behindProxy: flags.behindProxy,
    cacheSize: flags.cache,
    log: flags.log && process.stderr,
  };
}

/** The key comes from a file or the environment: words of a command can be read by everybody on the machine. */
async function adminKey({ adminKeyFile }: ServeFlags): Promise<string | undefined> {
  if (adminKeyFile === undefined) return process.env["CARTWRIGHT_ADMIN_KEY"] || undefined;
  const key = (await readFile(adminKeyFile, "utf8")).trim();
  if (key === "") throw new DataError(`${adminKeyFile} is empty; it must hold the admin key`, { file: adminKeyFile });
  return key;
}

/** Throws UsageError for flags that cannot go together. */
export function requireSomething({ model, search, classifier, redis }: ServeFlags): void {
  if (model === undefined && search === undefined && classifier === undefined) {
    throw new UsageError("give --model DIR, --search DIR, --classifier DIR or several: there is nothing to serve");
  }
  if (redis !== undefined && !/^rediss?:\/\/./.test(redis)) {
    throw new UsageError(`--redis: an address begins with redis:// or rediss://, received ${JSON.stringify(redis)}`);
  }
}
