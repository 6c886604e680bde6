import { NotSupportedError, ShapeError } from "../contracts";
import type { Tensor, TensorData } from "./content";

/** Element types of the safetensors format that this room writes, with their width in bytes. */
export const ELEMENT_BYTES = { F32: 4, F64: 8, I32: 4, U32: 4, U8: 1 } as const;

/** Name of an element type in a safetensors header, of those that are written. */
export type ElementType = keyof typeof ELEMENT_BYTES;

/** The safetensors name of an array's element type. */
export function elementTypeOf(data: TensorData): ElementType {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Int32Array) return "I32";
  if (data instanceof Uint32Array) return "U32";
  return "U8";
}

/** Number of elements that a shape has room for; 1 for the empty shape, which is a single number. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Throws ShapeError, naming the tensor, unless its shape has room for exactly its data. */
export function requireShape(name: string, { shape, data }: Tensor): void {
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0) || elementCount(shape) !== data.length) {
    throw new ShapeError(
      `tensor ${JSON.stringify(name)} must have as many elements as its shape [${shape.join(", ")}], received ${data.length}`,
    );
  }
}

/** The format is little-endian and so are the machines we know; on another one numbers would come out scrambled. */
export function requireLittleEndian(): void {
  if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) {
    throw new NotSupportedError("safetensors files are read and written on little-endian machines only");
  }
}
