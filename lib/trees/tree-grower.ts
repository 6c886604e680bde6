import { requireInteger, ValueError } from "../contracts";
import { type Random, sampleWithoutReplacement } from "../random";
import { type FeatureBins, fitBins } from "./feature-bins";
import type { FeatureRows } from "./feature-rows";
import { type GrownTree, type GrowSettings, growTree } from "./grow-tree";
import { PlainTreeKernel } from "./plain-tree-kernel";
import { MOST_ROWS, type NodeSums, type TreeKernel, type Units } from "./tree-kernel";
import { treeWasmAvailable, WasmTreeKernel } from "./wasm-tree-kernel";

/** Grows tree after tree on the same rows, each on gradients of its own. */
export class TreeGrower {
  private readonly bins: FeatureBins;
  private readonly kernel: TreeKernel;
  private readonly gradients: Float64Array;
  private readonly curvatures: Float64Array;
  private units: Units = { gradient: 1, curvature: 1 };

  /** @throws ValueError when there are more rows than a histogram counts, or bins is out of range */
  constructor(
    private readonly features: FeatureRows,
    private readonly settings: GrowSettings & { readonly bins: number },
    kernel: "wasm" | "plain" = treeWasmAvailable() ? "wasm" : "plain",
  ) {
    const { rows, columns } = features;
    requireInteger("rows of features", rows, 1);
    if (rows > MOST_ROWS) throw new ValueError(`features must have at most ${MOST_ROWS} rows, received ${rows}`);
    this.bins = fitBins(features, settings.bins);
    const { counts: binCounts } = this.bins;
    const slots = Math.min(settings.leaves, rows);
    const problem = { rows, columns, codes: this.bins.encode(features), binCounts, slots };
    this.kernel = kernel === "wasm" ? new WasmTreeKernel(problem) : new PlainTreeKernel(problem);
    this.gradients = new Float64Array(rows);
    this.curvatures = new Float64Array(rows);
  }

  /** Takes the gradient and curvature of each row for the trees that follow. */
  setGradients(gradients: Float64Array, curvatures: Float64Array): void {
    this.units = this.kernel.setGradients(gradients, curvatures);
    for (let n = 0; n < gradients.length; n++) {
      this.gradients[n] = Math.round(gradients[n]! / this.units.gradient);
      this.curvatures[n] = Math.round(curvatures[n]! / this.units.curvature);
    }
  }

  /**
   * A tree on some rows and features.
   *
   * @param rows          ascending; all unless given
   * @param featureShare  share of the features that splits may use, drawn from `random`
   */
  grow(
    random: Random,
    { rows, featureShare = 1 }: { readonly rows?: Uint32Array; readonly featureShare?: number },
  ): GrownTree {
    const { kernel, features } = this;
    const count = rows?.length ?? features.rows;
    if (rows === undefined) for (let n = 0; n < count; n++) kernel.rows[n] = n;
    else kernel.rows.set(rows);
    drawFeatures(kernel.active, featureShare, random);
    return growTree(kernel, count, this.sumsOf(count), this.bins, this.units, {
      ...this.settings,
      leaves: Math.min(this.settings.leaves, features.rows),
    });
  }

  /** Rows of the leaves of the tree grown last: its pieces say where. */
  get rows(): Uint32Array {
    return this.kernel.rows;
  }

  private sumsOf(count: number): NodeSums {
    let gradient = 0;
    let curvature = 0;
    for (let n = 0; n < count; n++) {
      gradient += this.gradients[this.kernel.rows[n]!]!;
      curvature += this.curvatures[this.kernel.rows[n]!]!;
    }
    return { gradient, curvature, rows: count };
  }
}

/** Marks a random share of the features, at least one. */
function drawFeatures(active: Uint8Array, share: number, random: Random): void {
  if (share === 1) {
    active.fill(1);
    return;
  }
  active.fill(0);
  const count = Math.max(1, Math.round(share * active.length));
  for (const feature of sampleWithoutReplacement(active.length, count, random)) active[feature] = 1;
}

/** A random share of the rows, at least one, ascending; undefined for all. */
export function drawRows(rows: number, share: number, random: Random): Uint32Array | undefined {
  if (share === 1) return undefined;
  return sampleWithoutReplacement(rows, Math.max(1, Math.round(share * rows)), random).sort();
}
