import { requireLength, requireOneOf, ShapeError } from "../../contracts";
import { WASM_PAGE, wasmRuns } from "../../wasm";
import { LAYERS_WASM } from "./layers-wasm";
import { WasmLayers, workBytes } from "./wasm-layers";

/** A fully connected layer with relu behind it. */
export interface DenseLayer {
  /** [outputs × inputs], row-major. */
  readonly weight: Float32Array;
  /** [outputs] */
  readonly bias: Float32Array;
}

/** A network over a user and an item whose first layer is a sum of two halves, one of each side. */
export interface LayeredNetwork {
  /** Numbers of the first layer. */
  readonly width: number;
  /** Half of the first layer before relu that belongs to each item, row-major [items × width]. */
  readonly items: Float32Array;
  /** The layers after the first. */
  readonly layers: readonly DenseLayer[];
  /** Weights of the last layer's numbers in the score. */
  readonly output: Float32Array;
}

/** The twins: TypeScript and WebAssembly. */
export interface LayersKernel {
  /** scores[item] += output · relu(... relu(items[item] + user)). */
  addInto(user: Float32Array, scores: Float32Array): void;
}

/**
 * Scores of all items by a network whose first layer is linear in user and item, so that its item half is computed once
 * for good and its user half once per user. Arithmetic is float32 in one fixed order: WebAssembly SIMD and its plain twin
 * give the same bits.
 */
export class LayeredScores implements LayersKernel {
  /** Which code computes. */
  readonly kernel: "wasm" | "plain";
  private readonly itemCount: number;
  private readonly code: LayersKernel;

  /**
   * @param network weights; not to be changed afterwards
   * @param kernel  "wasm" unless given, where WebAssembly SIMD is there and its 4 GiB hold the items; else "plain"
   * @throws ShapeError when the layers do not follow on each other; ValueError when kernel is no such word
   */
  constructor(
    private readonly network: LayeredNetwork,
    kernel?: "wasm" | "plain",
  ) {
    requireFollowing(network);
    this.itemCount = network.items.length / network.width;
    const fits = WASM_PAGE + workBytes(network) <= WASM_PAGE ** 2 && wasmRuns(LAYERS_WASM);
    this.kernel = kernel ?? (fits ? "wasm" : "plain");
    requireOneOf("kernel", this.kernel, ["wasm", "plain"]);
    this.code = this.kernel === "wasm" ? new WasmLayers(network) : new PlainLayers(network);
  }

  /**
   * Adds the network's value for one user and each item to `scores`.
   *
   * @param user   [width] the user's half of the first layer, its bias included
   * @param scores [items]
   * @throws ShapeError when a length is wrong
   */
  addInto(user: Float32Array, scores: Float32Array): void {
    requireLength("user", user.length, this.network.width);
    requireLength("scores", scores.length, this.itemCount);
    this.code.addInto(user, scores);
  }
}

function requireFollowing({ width, items, layers, output }: LayeredNetwork): void {
  if (items.length % width !== 0) {
    throw new ShapeError(`items must hold whole rows of ${width} numbers, received ${items.length}`);
  }
  let inputs = width;
  layers.forEach(({ weight, bias }, n) => {
    requireLength(`layer ${n + 1}`, weight.length, bias.length * inputs);
    inputs = bias.length;
  });
  requireLength("output", output.length, inputs);
}

/** The reference: arithmetic of float32 is that of float64, rounded by Math.fround after each step. */
class PlainLayers implements LayersKernel {
  constructor(private readonly network: LayeredNetwork) {}

  addInto(user: Float32Array, scores: Float32Array): void {
    const { width, items, layers, output } = this.network;
    const first = new Float32Array(width);
    const outputs = layers.map(({ bias }) => new Float32Array(bias.length));
    for (let item = 0; item < scores.length; item++) {
      for (let d = 0; d < width; d++) first[d] = Math.max(0, items[item * width + d]! + user[d]!);
      let x = first;
      layers.forEach((layer, n) => {
        denseRelu(x, layer, outputs[n]!);
        x = outputs[n]!;
      });
      let sum = 0;
      for (let d = 0; d < output.length; d++) sum = Math.fround(sum + Math.fround(output[d]! * x[d]!));
      scores[item]! += sum;
    }
  }
}

function denseRelu(x: Float32Array, { weight, bias }: DenseLayer, to: Float32Array): void {
  for (let o = 0, at = 0; o < to.length; o++) {
    let sum = bias[o]!;
    for (let d = 0; d < x.length; d++) sum = Math.fround(sum + Math.fround(weight[at++]! * x[d]!));
    to[o] = Math.max(0, sum);
  }
}
