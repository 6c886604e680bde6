import { allocateWasm, instantiateWasm, WASM_PAGE } from "../../wasm";
import type { LayeredNetwork, LayersKernel } from "./layered-scores";
import { LAYERS_WASM } from "./layers-wasm";

/** Items side by side in a panel: four SIMD vectors of four float32. */
const PANEL = 16;

/** What layers-kernel.as exports; its comments say what each argument is. Pointers are byte offsets. */
interface LayersExports {
  addLayers(...pointersAndNumbers: number[]): void;
}

/** The twin of the plain layers in WebAssembly SIMD: sixteen items at a time. */
export class WasmLayers implements LayersKernel {
  private readonly user: Float32Array;
  private readonly out: Float32Array;
  private readonly run: () => void;

  /**
   * @param network weights, copied
   * @throws NotSupportedError when WebAssembly is missing or 4 GiB do not hold the network
   */
  constructor(network: LayeredNetwork) {
    const { width, items, layers, output } = network;
    const itemCount = items.length / width;
    const panels = Math.ceil(itemCount / PANEL);
    const memory = allocateWasm(WASM_PAGE + workBytes(network));
    let end = WASM_PAGE; // The first page stays free: the module keeps nothing there, and no pointer is 0.
    const floats = (count: number): Float32Array => {
      const array = new Float32Array(memory.buffer, end, count);
      end += aligned(count);
      return array;
    };
    fillPanels(items, width, floats(panels * PANEL * width));
    this.user = floats(width);
    const described = new Int32Array(memory.buffer, floats(4 * layers.length).byteOffset, 4 * layers.length);
    layers.forEach(({ weight, bias }, n) => {
      const [weights, biases] = [floats(weight.length), floats(bias.length)];
      weights.set(weight);
      biases.set(bias);
      described.set([weight.length / bias.length, bias.length, weights.byteOffset, biases.byteOffset], 4 * n);
    });
    const w = floats(output.length);
    w.set(output);
    const widest = PANEL * widestLayer(network);
    const [a, b] = [floats(widest), floats(widest)];
    this.out = floats(panels * PANEL);
    const first = WASM_PAGE;
    const code = instantiateWasm(LAYERS_WASM, memory) as LayersExports;
    const network4 = [described.byteOffset, layers.length, w.byteOffset, output.length];
    const work = [a.byteOffset, b.byteOffset, this.out.byteOffset];
    this.run = () => code.addLayers(first, panels, this.user.byteOffset, width, ...network4, ...work);
  }

  addInto(user: Float32Array, scores: Float32Array): void {
    this.user.set(user);
    this.out.set(scores);
    this.run();
    scores.set(this.out.subarray(0, scores.length));
  }
}

/** Memory that a network needs, in bytes. */
export function workBytes(network: LayeredNetwork): number {
  const { width, items, layers, output } = network;
  const itemPlaces = PANEL * Math.ceil(items.length / width / PANEL);
  const ofLayers = layers.reduce((sum, { weight, bias }) => sum + aligned(weight.length) + aligned(bias.length), 0);
  return (
    aligned(itemPlaces * width) +
    aligned(width) +
    aligned(4 * layers.length) +
    ofLayers +
    aligned(output.length) +
    2 * aligned(PANEL * widestLayer(network)) +
    aligned(itemPlaces)
  );
}

function widestLayer({ width, layers }: LayeredNetwork): number {
  return Math.max(width, ...layers.map(({ bias }) => bias.length));
}

/** Bytes of so many float32, up to whole SIMD vectors. */
function aligned(count: number): number {
  return 16 * Math.ceil(count / 4);
}

function fillPanels(items: Float32Array, width: number, panels: Float32Array): void {
  for (let from = 0; from < items.length; from++) {
    const item = Math.floor(from / width);
    const lane = item % PANEL;
    panels[(item - lane) * width + (from % width) * PANEL + lane] = items[from]!;
  }
}
