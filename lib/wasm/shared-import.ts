/** An import of memory without a maximum: two names, kind 2 (memory), limits 0 (unshared, no maximum), at least 0 pages. */
const MEMORY_IMPORT = [3, ...ascii("env"), 6, ...ascii("memory"), 2, 0, 0];

/** Limits 3 (shared, with a maximum), at least 0 pages, at most 65,536 in LEB128. */
const SHARED_LIMITS = [3, 0, 0x80, 0x80, 4];

/**
 * The same module on memory that threads share. WebAssembly demands that a module says so where it imports its memory;
 * its code is the same, so one compiled module serves threads and machines without them.
 *
 * @param module whose first import is `env.memory`, without a maximum
 * @throws Error when it is not
 * @source WebAssembly Core Specification 3.0, binary format: import section and limits
 */
export function importingSharedMemory(module: Uint8Array): Uint8Array {
  const at = module.findIndex((_, n) => MEMORY_IMPORT.every((byte, k) => module[n + k] === byte));
  // Before the import stand the section's id (2), its size and the number of imports, each one byte for small sections.
  const size = module[at - 2]!;
  const grown = size + SHARED_LIMITS.length - 2;
  if (at < 3 || module[at - 3] !== 2 || grown > 127) throw new Error("the module must import env.memory first");
  const end = at + MEMORY_IMPORT.length;
  const shared = new Uint8Array(module.length + grown - size);
  shared.set(module.subarray(0, end - 2));
  shared.set(SHARED_LIMITS, end - 2);
  shared.set(module.subarray(end), end - 2 + SHARED_LIMITS.length);
  shared[at - 2] = grown;
  return shared;
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
