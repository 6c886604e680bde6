import type { BundleContent, TensorData } from "../bundle";
import { DataError } from "../contracts";
import type { Tree } from "./tree";
import { TreeEnsemble, type TreeOutput } from "./tree-ensemble";

const KIND = "trees";
const OUTPUTS: readonly TreeOutput[] = ["squared", "logistic", "softmax", "lambdarank"];

/** The parts of a tree that are one number for each node. */
const PER_NODE = ["features", "thresholds", "missingLeft", "gains", "nodeRows"] as const;
const PER_LEAF = ["values", "leafRows"] as const;

/** Trees as plain data: node after node, tree after tree. */
export function treesToBundle({ output, columns, start, trees }: TreeEnsemble): BundleContent {
  const joined = (name: (typeof PER_NODE)[number] | (typeof PER_LEAF)[number]): Float64Array =>
    concatenate(trees.map((tree) => tree[name]));
  const lists = Object.fromEntries([...PER_NODE, ...PER_LEAF].map((name) => [name, joined(name)]));
  const all: Record<string, TensorData> = {
    start,
    ...lists,
    features: Int32Array.from(lists["features"]!),
    missingLeft: Uint8Array.from(lists["missingLeft"]!),
    children: Int32Array.from(concatenate(trees.map(({ children }) => children))),
    nodeCounts: Uint32Array.from(trees, ({ features }) => features.length),
  };
  const tensors = Object.fromEntries(Object.entries(all).map(([name, data]) => [name, { shape: [data.length], data }]));
  return { kind: KIND, settings: { output, columns }, tensors };
}

/**
 * The trees of saved data: the same predictions to the last bit.
 *
 * @throws DataError when the content is that of something else or its parts disagree
 */
export function treesFromBundle({ kind, settings, tensors }: BundleContent): TreeEnsemble {
  if (kind !== KIND) throw new DataError(`saved trees have the kind ${KIND}, received ${kind}`);
  const dataOf = (name: string): TensorData => {
    const tensor = tensors[name];
    if (tensor === undefined) throw new DataError(`saved trees must have the tensor ${name}`);
    return tensor.data;
  };
  const output = settings["output"] as TreeOutput;
  const columns = settings["columns"] as number;
  if (!OUTPUTS.includes(output)) throw new DataError(`saved trees must have one of the outputs ${OUTPUTS.join(", ")}`);
  const nodeCounts = Array.from(dataOf("nodeCounts"));
  let node = 0;
  let leaf = 0;
  const trees = nodeCounts.map((count): Tree => {
    const nodes = (name: string): number[] => Array.from(dataOf(name).subarray(node, node + count));
    const leaves = (name: string): number[] => Array.from(dataOf(name).subarray(leaf, leaf + count + 1));
    const tree: Tree = {
      features: Int32Array.from(nodes("features")),
      thresholds: Float64Array.from(nodes("thresholds")),
      missingLeft: Uint8Array.from(nodes("missingLeft")),
      children: Int32Array.from(dataOf("children").subarray(2 * node, 2 * (node + count))),
      gains: Float64Array.from(nodes("gains")),
      nodeRows: Float64Array.from(nodes("nodeRows")),
      values: Float64Array.from(leaves("values")),
      leafRows: Float64Array.from(leaves("leafRows")),
    };
    requireTree(tree, count, columns);
    node += count;
    leaf += count + 1;
    return tree;
  });
  const start = Float64Array.from(dataOf("start"));
  if (start.length === 0 || trees.length % start.length !== 0 || dataOf("features").length !== node) {
    throw new DataError("saved trees must be as many for each output, and their tensors as long as their nodes");
  }
  return new TreeEnsemble(output, columns, start, trees);
}

/** A walk must end: children stand after their parents. */
function requireTree({ features, children, thresholds, values }: Tree, nodes: number, columns: number): void {
  const isWhole = features.length === nodes && thresholds.length === nodes && values.length === nodes + 1;
  const follows = (child: number, at: number): boolean =>
    child < 0 ? ~child <= nodes : child > at >> 1 && child < nodes;
  if (
    isWhole &&
    children.length === 2 * nodes &&
    children.every(follows) &&
    features.every((one) => one >= 0 && one < columns)
  )
    return;
  throw new DataError("a saved tree must have a feature, a threshold and two children for each node");
}

function concatenate(parts: readonly ArrayLike<number>[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
