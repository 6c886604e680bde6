import { NotSupportedError } from "../contracts";

/** The part of the WebAssembly interface used here, which the ES2022 library does not declare. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number }) => WasmMemory;
  validate(bytes: Uint8Array): boolean;
}

/** Linear memory of a WebAssembly instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const webAssembly = (globalThis as { WebAssembly?: WebAssemblyNamespace }).WebAssembly;

/** Bytes of a page of WebAssembly memory, which has at most as many pages. */
export const WASM_PAGE = 65_536;

/** Whether this machine runs a module, given in base64. */
export function wasmRuns(base64: string): boolean {
  return webAssembly?.validate(bytesOf(base64)) ?? false;
}

/** Memory of at least so many bytes. Throws NotSupportedError where there is no WebAssembly, or beyond its 4 GiB. */
export function allocateWasm(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / WASM_PAGE);
  if (webAssembly === undefined)
    throw new NotSupportedError('kernel "wasm" needs WebAssembly; kernel "plain" does not');
  if (pages > WASM_PAGE) {
    const gibibytes = (bytes / 2 ** 30).toFixed(1);
    throw new NotSupportedError(`kernel "wasm" holds 4 GiB, this needs ${gibibytes}; kernel "plain" has no such limit`);
  }
  return new webAssembly.Memory({ initial: pages });
}

/** What a module, given in base64, exports when it works on this memory. */
export function instantiateWasm(base64: string, memory: WasmMemory): unknown {
  const { Module, Instance } = webAssembly!;
  return new Instance(new Module(bytesOf(base64)), { env: { memory } }).exports;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
