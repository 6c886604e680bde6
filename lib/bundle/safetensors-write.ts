import { ValueError } from "../contracts";
import { writeFileAtomic } from "./atomic-file";
import type { Tensor } from "./content";
import { ELEMENT_BYTES, elementTypeOf, requireLittleEndian, requireShape } from "./tensor-types";

/** Words about a file, as the format allows them: text by name. */
export type TensorMetadata = Readonly<Record<string, string>>;

/**
 * The bytes of a safetensors file, as pieces in file order: the header, then each tensor's own memory, not copied.
 *
 * Layout: 8 bytes with the header's length N (unsigned, little-endian), N bytes of JSON padded with spaces so that
 * the data begin at a multiple of 8, then the tensors without gaps, widest elements first and by name among equals,
 * so that every tensor is aligned and one set of tensors has one file.
 *
 * @param tensors  arrays by name; a name is any text but `__metadata__`
 * @param metadata text by name, kept in the header
 * @throws ShapeError when a shape and its data disagree; ValueError for the reserved name
 * @source The format's description in the safetensors repository (huggingface/safetensors, README.md, "Format").
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: TensorMetadata = {},
): Uint8Array[] {
  requireLittleEndian();
  const entries: string[] = [];
  if (Object.keys(metadata).length > 0) entries.push(`"__metadata__":${JSON.stringify(metadata)}`);
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of inFileOrder(tensors)) {
    requireShape(name, tensor);
    const bytes = new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    const description = {
      dtype: elementTypeOf(tensor.data),
      shape: tensor.shape,
      data_offsets: [offset, offset + bytes.length],
    };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(description)}`);
    parts.push(bytes);
    offset += bytes.length;
  }
  return [header(`{${entries.join(",")}}`), ...parts];
}

/** Writes tensors as a safetensors file, whole or not at all. Errors as {@link encodeSafetensors} and the disk give them. */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: TensorMetadata = {},
): Promise<void> {
  await writeFileAtomic(path, encodeSafetensors(tensors, metadata));
}

function inFileOrder(tensors: Readonly<Record<string, Tensor>>): [string, Tensor][] {
  const width = (tensor: Tensor): number => ELEMENT_BYTES[elementTypeOf(tensor.data)];
  const entries = Object.entries(tensors);
  if (entries.some(([name]) => name === "__metadata__")) {
    throw new ValueError(`a tensor must have another name than "__metadata__", which the format keeps for itself`);
  }
  return entries.sort(([a, left], [b, right]) => width(right) - width(left) || (a < b ? -1 : 1));
}

function header(json: string): Uint8Array {
  const text = Buffer.from(json, "utf8");
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = Buffer.alloc(8 + length, " ");
  bytes.writeBigUInt64LE(BigInt(length), 0);
  text.copy(bytes, 8);
  return bytes;
}
