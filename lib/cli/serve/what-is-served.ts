import { readFile } from "node:fs/promises";
import { DataError } from "../../contracts";
import type { SearchIndex } from "../../search";
import { type Recommender, Registry, type ServerOptions } from "../../serving";
import { openModel } from "../open-model";
import { modelLoaders } from "../recipes";
import { openSearch } from "../open-search";
import { searchService } from "../search-service";
import { servedShop } from "../shop/served-shop";
import { UsageError } from "../usage-error";
import type { ServeFlags } from "./serve-flags";

/** What every process of `serve` hands to its server: models, limits, log. What there is only one of is not in it. */
export async function whatIsServed(flags: ServeFlags): Promise<ServerOptions> {
  const { model, search, shop } = flags;
  const isRegistry = model !== undefined && (await Registry.isAt(model));
  const recommender = model === undefined || isRegistry ? undefined : openRecommender(model);
  // Whoever starts the server waits for it; until then a failure must not end the process.
  recommender?.catch(() => undefined);
  const opened = search === undefined ? undefined : await openSearch(search, "--search");
  return {
    recommender,
    registry: isRegistry ? { dir: model, loaders: modelLoaders } : undefined,
    adminKey: await adminKey(flags),
    search: opened && (await searchService(opened)),
    extend: shop === true ? await openShop(flags, recommender, opened!.index) : undefined,
    deadlineMs: flags.deadline,
    host: flags.host,
    port: flags.port,
    redis: flags.redis,
    requestsPerMinute: flags.requestsPerMinute,
    maxInFlight: flags.maxInFlight,
    maxLagMs: flags.maxLag,
    bodyLimit: flags.bodyLimit,
    requestTimeoutMs: flags.requestTimeout,
    behindProxy: flags.behindProxy,
    cacheSize: flags.cache,
    log: flags.log && process.stderr,
  };
}

async function openRecommender(dir: string): Promise<Recommender> {
  return (await openModel(dir)).recommender;
}

/** The shop stands on the model that is live at the start: its customers and what sells well are read off it. */
async function openShop(
  { model, currency }: ServeFlags,
  loading: Promise<Recommender> | undefined,
  index: SearchIndex,
): Promise<ServerOptions["extend"]> {
  return servedShop({ model: await (loading ?? liveRecommender(model!)), index, currency });
}

async function liveRecommender(dir: string): Promise<Recommender> {
  const live = await new Registry(dir).live();
  if (live === undefined) throw new DataError(`${dir}: no version is live yet; cartwright registry promote makes one`);
  return openRecommender(live.dir);
}

/** The key comes from a file or the environment: words of a command can be read by everybody on the machine. */
async function adminKey({ adminKeyFile }: ServeFlags): Promise<string | undefined> {
  if (adminKeyFile === undefined) return process.env["CARTWRIGHT_ADMIN_KEY"] || undefined;
  const key = (await readFile(adminKeyFile, "utf8")).trim();
  if (key === "") throw new DataError(`${adminKeyFile} is empty; it must hold the admin key`, { file: adminKeyFile });
  return key;
}

/** Throws UsageError for flags that cannot go together. */
export function requireSomething({ model, search, classifier, shop, currency, redis }: ServeFlags): void {
  if (model === undefined && search === undefined && classifier === undefined) {
    throw new UsageError("give --model DIR, --search DIR, --classifier DIR or several: there is nothing to serve");
  }
  if (shop === true && (model === undefined || search === undefined)) {
    throw new UsageError(
      "--shop needs --model DIR, which recommends, and --search DIR, whose documents are the products",
    );
  }
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new UsageError(`--currency: three capital letters such as EUR, received ${JSON.stringify(currency)}`);
  }
  if (redis !== undefined && !/^rediss?:\/\/./.test(redis)) {
    throw new UsageError(`--redis: an address begins with redis:// or rediss://, received ${JSON.stringify(redis)}`);
  }
}
