import { DataError } from "../contracts";
import type { Tensor, TensorData } from "./content";
import { readWhole } from "./read-whole";
import type { TensorMetadata } from "./safetensors-write";
import { elementCount, requireLittleEndian } from "./tensor-types";
import { widen } from "./tensor-widen";

/** The format's own limit: a longer header is a damaged or hostile file. */
const LONGEST_HEADER = 100_000_000;

/** What a safetensors file holds. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: TensorMetadata;
}

interface Description {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file from memory. Arrays are views of `bytes` where element type and alignment allow it, else
 * copies: F32, F64, I32, U32 and U8 stay what they are; F16 and BF16 become Float32Array; BOOL becomes Uint8Array;
 * I8, I16, U16 and I64 become Int32Array.
 *
 * Checked: lengths, shapes, that the tensors fill the data without gap or overlap. A view keeps all of `bytes` alive.
 *
 * @param bytes the whole file
 * @param file  its name, for messages
 * @throws DataError saying what is wrong and where; also for element types that do not fit (U64, F8, large I64)
 */
export function decodeSafetensors(bytes: Uint8Array, file = "safetensors data"): TensorFile {
  requireLittleEndian();
  const length = headerLength(bytes, file);
  const dataStart = 8 + length;
  const { descriptions, metadata } = parseHeader(bytes.subarray(8, dataStart), file);
  requireFilled(descriptions, bytes.length - dataStart, file);
  const tensors = descriptions.map(({ name, dtype, shape, begin, end }): [string, Tensor] => {
    const data = arrayOf(
      dtype,
      bytes.subarray(dataStart + begin, dataStart + end),
      `tensor ${JSON.stringify(name)}`,
      file,
    );
    if (data.length !== elementCount(shape)) {
      throw damaged(
        file,
        `tensor ${JSON.stringify(name)} has ${data.length} elements and the shape [${shape.join(", ")}]`,
      );
    }
    return [name, { shape, data }];
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

/** Reads a safetensors file from disk; see {@link decodeSafetensors}. */
export async function readSafetensors(path: string): Promise<TensorFile> {
  return decodeSafetensors(await readWhole(path), path);
}

function headerLength(bytes: Uint8Array, file: string): number {
  if (bytes.length < 8) throw damaged(file, `it has ${bytes.length} bytes and its header needs at least 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > LONGEST_HEADER || Number(length) > bytes.length - 8) {
    throw damaged(file, `its header claims ${length} bytes and the file has ${bytes.length - 8} after the length`);
  }
  return Number(length);
}

function parseHeader(json: Uint8Array, file: string): { descriptions: Description[]; metadata: TensorMetadata } {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (error) {
    throw damaged(file, `its header is not JSON in UTF-8 (${(error as Error).message})`);
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw damaged(file, "its header is not a JSON object");
  }
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown>;
  if (!isTextByName(metadata)) throw damaged(file, "__metadata__ must map names to text");
  return { descriptions: Object.entries(entries).map(([name, entry]) => description(name, entry, file)), metadata };
}

function description(name: string, entry: unknown, file: string): Description {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const wellFormed =
    typeof dtype === "string" &&
    isCounts(shape) &&
    isCounts(offsets) &&
    offsets.length === 2 &&
    offsets[0]! <= offsets[1]!;
  if (!wellFormed)
    throw damaged(file, `the header entry of tensor ${JSON.stringify(name)} lacks dtype, shape or data_offsets`);
  return { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
}

/** The format allows no gaps: bytes that no tensor owns could hide anything. */
function requireFilled(descriptions: readonly Description[], byteCount: number, file: string): void {
  let at = 0;
  for (const { name, begin, end } of [...descriptions].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw damaged(file, `tensor ${JSON.stringify(name)} begins at byte ${begin}, expected ${at}`);
    at = end;
  }
  if (at !== byteCount) throw damaged(file, `its tensors need ${at} bytes of data and the file has ${byteCount}`);
}

function arrayOf(dtype: string, bytes: Uint8Array, name: string, file: string): TensorData {
  const aligned = (width: number): ArrayBufferLike =>
    bytes.byteOffset % width === 0 ? bytes.buffer : new Uint8Array(bytes).buffer;
  const view = <T>(Kind: new (buffer: ArrayBufferLike, offset: number, length: number) => T, width: number): T => {
    if (bytes.length % width !== 0) throw damaged(file, `${name} has ${bytes.length} bytes, no multiple of ${width}`);
    const buffer = aligned(width);
    return new Kind(buffer, buffer === bytes.buffer ? bytes.byteOffset : 0, bytes.length / width);
  };
  switch (dtype) {
    case "F32":
      return view(Float32Array, 4);
    case "F64":
      return view(Float64Array, 8);
    case "I32":
      return view(Int32Array, 4);
    case "U32":
      return view(Uint32Array, 4);
    case "U8":
    case "BOOL":
      return view(Uint8Array, 1);
    case "F16":
    case "BF16":
    case "U16":
      return widen(dtype, view(Uint16Array, 2));
    case "I16":
      return Int32Array.from(view(Int16Array, 2));
    case "I8":
      return Int32Array.from(view(Int8Array, 1));
    case "I64":
      return narrow(view(BigInt64Array, 8), name, file);
    default:
      throw damaged(file, `${name} has the element type ${dtype}, which this library does not read`);
  }
}

function narrow(data: BigInt64Array, name: string, file: string): Int32Array {
  return Int32Array.from(data, (value) => {
    if (BigInt.asIntN(32, value) !== value)
      throw damaged(file, `${name} holds ${value}, which does not fit in 32 bits`);
    return Number(value);
  });
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function isTextByName(value: unknown): value is TensorMetadata {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}

function damaged(file: string, what: string): DataError {
  return new DataError(`${file} is not a sound safetensors file: ${what}`, { file });
}
