import { NotSupportedError } from "../contracts";
import { importingSharedMemory } from "./shared-import";

/** The part of the WebAssembly interface used here, which the ES2022 library does not declare. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number; maximum?: number; shared?: boolean }) => object;
  validate(bytes: Uint8Array): boolean;
}

/** Linear memory of a WebAssembly instance. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** Linear memory that instances on several threads work on at the same time. */
export interface SharedWasmMemory {
  readonly buffer: SharedArrayBuffer;
}

const webAssembly = (globalThis as { WebAssembly?: WebAssemblyNamespace }).WebAssembly;

/** Bytes of a page of WebAssembly memory, which has at most as many pages. */
export const WASM_PAGE = 65_536;

/** Modules compiled so far: one that is used again keeps the optimised code that the engine made meanwhile. */
const compiled = new Map<string, object | undefined>();

/** Whether this machine runs a module, given in base64. */
export function wasmRuns(base64: string): boolean {
  return moduleOf(base64, false) !== undefined;
}

/** Whether this machine runs a module, given in base64, on memory that threads share. */
export function wasmSharesMemory(base64: string): boolean {
  return typeof SharedArrayBuffer !== "undefined" && moduleOf(base64, true) !== undefined;
}

/** The module, compiled once; undefined where this machine cannot run it. */
function moduleOf(base64: string, isShared: boolean): object | undefined {
  const key = `${isShared ? "shared" : "own"} ${base64}`;
  if (!compiled.has(key)) {
    const bytes = isShared ? importingSharedMemory(bytesOf(base64)) : bytesOf(base64);
    const runs = webAssembly?.validate(bytes) === true;
    compiled.set(key, runs ? new webAssembly.Module(bytes) : undefined);
  }
  return compiled.get(key);
}

/** Memory of at least so many bytes. Throws NotSupportedError where there is no WebAssembly, or beyond its 4 GiB. */
export function allocateWasm(bytes: number): WasmMemory {
  const initial = pagesFor(bytes);
  return new (presentWebAssembly().Memory)({ initial }) as WasmMemory;
}

/** Memory that threads share, of at least so many bytes. Throws NotSupportedError as {@link allocateWasm} does. */
export function allocateSharedWasm(bytes: number): SharedWasmMemory {
  const initial = pagesFor(bytes);
  return new (presentWebAssembly().Memory)({ initial, maximum: initial, shared: true }) as SharedWasmMemory;
}

/**
 * What a module exports when it works on this memory.
 *
 * @param base64 the module; its first import is its memory, as `scripts/build-wasm.mjs` makes it
 * @param memory its own, or shared by threads: one module serves both
 */
export function instantiateWasm(base64: string, memory: WasmMemory | SharedWasmMemory): unknown {
  const { Instance } = presentWebAssembly();
  const isShared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const module = moduleOf(base64, isShared);
  if (module === undefined)
    throw new NotSupportedError('kernel "wasm" needs WebAssembly SIMD; kernel "plain" does not');
  return new Instance(module, { env: { memory } }).exports;
}

function presentWebAssembly(): WebAssemblyNamespace {
  if (webAssembly !== undefined) return webAssembly;
  throw new NotSupportedError('kernel "wasm" needs WebAssembly; kernel "plain" does not');
}

function pagesFor(bytes: number): number {
  const pages = Math.ceil(bytes / WASM_PAGE);
  if (pages <= WASM_PAGE) return pages;
  const gibibytes = (bytes / 2 ** 30).toFixed(1);
  throw new NotSupportedError(`kernel "wasm" holds 4 GiB, this needs ${gibibytes}; kernel "plain" has no such limit`);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
