import type { BundleContent, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import { ExactIndex } from "./exact-index";
import { HnswIndex, type HnswSettings } from "./hnsw-index";
import type { VectorIndex, VectorMetric } from "./vector-index";
import { loadVectors } from "./vector-tensors";

/**
 * The index of saved data, of either kind: the same answers, and the same indices for what is added next.
 *
 * @param content what {@link VectorIndex.toBundle} gave
 * @param kernel  "wasm" or "plain"; the first unless given, where it runs
 * @throws DataError when it is of another kind or its parts disagree
 */
export function vectorsFromBundle(content: BundleContent, kernel?: "wasm" | "plain"): VectorIndex {
  const { kind, settings } = content;
  const common = { dimension: settings["dimension"] as number, metric: settings["metric"] as VectorMetric, kernel };
  if (kind === "vectors") {
    const index = new ExactIndex({ ...common, quantised: settings["quantised"] === true });
    loadVectors(index.store, content);
    const { alive } = index.store.memory;
    index.store.release(Array.from(alive.subarray(0, index.slots).keys()).filter((n) => alive[n] === 0));
    return index;
  }
  if (kind !== "hnsw") throw new DataError(`saved vectors are of the kind "vectors" or "hnsw", received "${kind}"`);
  const { degree, efConstruction, ef, walkBy, seed } = settings as unknown as HnswSettings;
  const index = new HnswIndex({ ...common, degree, efConstruction, ef, walkBy, seed });
  loadGraph(index, content);
  return index;
}

function loadGraph(index: HnswIndex, { settings, tensors, ...content }: BundleContent): void {
  const { store } = index;
  loadVectors(store, { settings, tensors, ...content });
  for (let node = 0; node < store.count; node++) index.giveLevel(node);
  const { degree } = index.settings;
  const { alive, links, upper } = store.memory;
  loadLists(links, "links", tensors["links"], { lists: store.count, most: 2 * degree, nodes: store.count });
  loadLists(upper, "upper", tensors["upper"], { lists: index.upperLists, most: degree, nodes: store.count });

  const entry = settings["entry"] as number;
  if (index.size > 0 ? !(Number.isInteger(entry) && entry >= 0 && entry < store.count) : entry !== -1) {
    throw new DataError(`the entry of a saved graph must be one of its nodes, received ${String(entry)}`);
  }
  index.entry = entry;
  const dead = wholeNumbers("dead", tensors["dead"]);
  if (dead.some((node) => node >= store.count || alive[node] === 1)) {
    throw new DataError("dead of a saved graph must name nodes whose vectors were removed");
  }
  index.dead = [...dead];
  const gone = new Set(dead);
  store.release(Array.from(alive.subarray(0, store.count).keys()).filter((n) => alive[n] === 0 && !gone.has(n)));
}

/** Lists of links, each with its length before it. */
function loadLists(
  to: Uint32Array,
  name: string,
  tensor: Tensor | undefined,
  { lists, most, nodes }: { readonly lists: number; readonly most: number; readonly nodes: number },
): void {
  const data = wholeNumbers(name, tensor);
  if (data.length !== lists * (1 + most)) {
    throw new DataError(`${name} of a saved graph must be [${lists} × ${1 + most}], received ${data.length} numbers`);
  }
  for (let at = 0; at < data.length; at += 1 + most) {
    const ends = data.subarray(at + 1, at + 1 + data[at]!);
    if (data[at]! > most || ends.some((node) => node >= nodes)) {
      throw new DataError(`${name} of a saved graph must name at most ${most} of its ${nodes} nodes in each list`);
    }
  }
  to.set(data);
}

function wholeNumbers(name: string, tensor: Tensor | undefined): Uint32Array {
  if (tensor?.data instanceof Uint32Array) return tensor.data;
  throw new DataError(`a saved graph must have the uint32 tensor ${name}`);
}
