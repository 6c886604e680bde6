/** Numbers that threads can share. */
export type SharableArray = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array;

/**
 * The numbers in memory that all threads see. Where there is no shared memory (a browser's page without cross-origin
 * isolation), and where the array shares its memory already, it is the array itself.
 */
export function shared<Numbers extends SharableArray>(array: Numbers): Numbers {
  if (typeof SharedArrayBuffer === "undefined" || array.buffer instanceof SharedArrayBuffer) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => Numbers;
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
