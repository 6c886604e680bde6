// Needs: contracts
// Packages: none
/**
 * wasm: runs the hot loops that rooms keep as WebAssembly (each a `*-kernel.as` beside the `*-wasm.ts` made from it).
 *
 * @packageDocumentation
 */
export { allocateWasm, instantiateWasm, WASM_PAGE, type WasmMemory, wasmRuns } from "./wasm-memory";
