import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type ProgressListener, silent } from "../../contracts";
import { assignArm, type Exposure, type ExperimentDesign } from "../../evaluation";
import { eventsFromColumns, matrixFromEvents } from "../../interactions";
import { Recommender, loadRecommender, saveRecommender, startServer } from "../../serving";
import { type SimulatedShop, simulateShop } from "../../simulation";
import { storefront } from "../../storefront";
import { modelLoaders, recipeNamed } from "../recipes";
import { indexProducts, shopSearch } from "../shop/shop-search";
import { simulatedCatalogue } from "../shop/simulated-catalogue";
import { simulatedVisitors } from "../shop/simulated-visitors";
import { httpDoor, modelDoor } from "./doors";
import { UsageError } from "../usage-error";
import { drawVisits, placesOf, sendShopper, type ShopDoor, type ShopperResult } from "./shoppers";

/** Customers who are in the shop at the same time. */
const AT_ONCE = 16;

/** What an experiment is made of. */
export interface ExperimentOptions {
  /** Models of the two arms, as `fit --model` names them; the first is the control. */
  readonly models: readonly [control: string, treatment: string];
  readonly customers: number;
  readonly products: number;
  /** How often a customer comes on average. */
  readonly visits: number;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal: AbortSignal;
}

/** An experiment that ran. */
export interface ExperimentRun {
  readonly simulated: SimulatedShop;
  readonly design: ExperimentDesign;
  /** The server's log: who saw which arm when. */
  readonly exposures: readonly Exposure[];
  /** What each customer did over HTTP, in the customers' order. */
  readonly results: readonly ShopperResult[];
  /** What each would have done had everybody got the control, and the treatment: the planted truth. */
  readonly truth: readonly (readonly ShopperResult[])[];
  /** Names of the two bundles that were served. */
  readonly versions: readonly string[];
  /** Of the visits over HTTP. */
  readonly seconds: number;
}

/**
 * Simulates a shop, fits and saves a bundle for each arm, serves both from one server, and sends every customer there.
 * The server assigns the arms and logs the exposures; the customers choose by the tastes that were planted in them.
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentRun> {
  const { customers, products, seed, signal } = options;
  const simulated = simulateShop({ customers, products, seed });
  const folder = await mkdtemp(path.join(tmpdir(), "cartwright-experiment-"));
  try {
    const arms: [name: string, model: Recommender][] = [];
    for (const model of options.models) {
      signal.throwIfAborted();
      arms.push([model, await bundleOf(model, simulated, path.join(folder, model), options)]);
    }
    const design = { id: options.models.join(" or "), arms: arms.map(([name]) => ({ name, weight: 1 })) };
    const { results, exposures, seconds } = await visitServer(simulated, design, arms, options);
    const catalogue = simulatedCatalogue(simulated);
    const truth: ShopperResult[][] = [];
    for (const [name, model] of arms) truth.push(await sendAll(simulated, modelDoor(name, model, catalogue), options));
    return { simulated, design, results, exposures, truth, seconds, versions: arms.map(([, { name }]) => name) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fits a model on all purchases, saves it and loads it again: what is served is what a bundle holds. */
async function bundleOf(
  name: string,
  { purchases, customerIds, productIds }: SimulatedShop,
  folder: string,
  { seed, onProgress = silent, signal }: ExperimentOptions,
): Promise<Recommender> {
  const recipe = recipeNamed(name);
  const events = eventsFromColumns({
    user: { codes: purchases.users, dictionary: customerIds },
    item: { codes: purchases.items, dictionary: productIds },
    time: purchases.times,
  });
  const matrix = matrixFromEvents(events);
  const itemTexts = (): never => {
    throw new UsageError(`${name} reads what is said about items; give a model that learns from purchases alone`);
  };
  const input = { matrix, events, matrixOf: matrixFromEvents, seed, onProgress, signal, itemTexts };
  const { scorer, content } = await recipe.fit(input, {});
  const [users, items] = [events.userIds.ids, events.itemIds.ids];
  const made = new Recommender({ kind: recipe.name, scorer, seen: matrix, users, items });
  await saveRecommender(folder, made, { model: content });
  return (await loadRecommender(folder, modelLoaders)).recommender;
}

async function visitServer(
  simulated: SimulatedShop,
  design: ExperimentDesign,
  arms: readonly [name: string, model: Recommender][],
  options: ExperimentOptions,
): Promise<{ results: ShopperResult[]; exposures: Exposure[]; seconds: number }> {
  const exposures: Exposure[] = [];
  const catalogue = simulatedCatalogue(simulated);
  const server = await startServer({
    recommender: arms[0]![1],
    extend: storefront({
      catalogue,
      search: shopSearch({ index: indexProducts([], { title: 1 }, []), facets: [], popular: [], pastQueries: [] }),
      forYou: arms[0]![1],
      visitors: simulatedVisitors(simulated),
      experiment: {
        id: design.id,
        arms: Object.fromEntries(arms),
        armOf: (customer) => assignArm(design, customer),
        onExposure: (exposure) => exposures.push({ experiment: design.id, ...exposure }),
      },
    }),
  });
  try {
    await server.loaded;
    const started = performance.now();
    const results = await sendAll(simulated, httpDoor(server.address), options);
    return { results, exposures, seconds: (performance.now() - started) / 1000 };
  } finally {
    await server.close();
  }
}

/** Sends every customer through a door, some at a time. */
async function sendAll(
  simulated: SimulatedShop,
  door: ShopDoor,
  { visits, seed, onProgress = silent, signal }: ExperimentOptions,
): Promise<ShopperResult[]> {
  const { customers } = simulated;
  const places = placesOf(simulated);
  const plan = { visits: drawVisits(customers, visits, seed), seed };
  const results = new Array<ShopperResult>(customers.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < customers.length) {
      signal.throwIfAborted();
      const customer = customers[next++]!;
      results[customer.index] = await sendShopper(simulated, places, customer, door, plan);
      onProgress({ task: "visits", done: next, total: customers.length, unit: "customers" });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
