// Needs: contracts
// Packages: none
/**
 * wasm: runs the hot loops that rooms keep as WebAssembly (each a `*-kernel.as` beside the `*-wasm.ts` made from it).
 *
 * @packageDocumentation
 */
export {
  allocateSharedWasm,
  allocateWasm,
  instantiateWasm,
  type SharedWasmMemory,
  WASM_PAGE,
  type WasmMemory,
  wasmRuns,
  wasmSharesMemory,
} from "./wasm-memory";
