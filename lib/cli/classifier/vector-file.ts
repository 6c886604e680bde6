import { writeFileAtomic, writeSafetensors } from "../../bundle";
import { TableWriter } from "../../data";
import { UsageError } from "../usage-error";

/** Rows that are turned into text together. */
const CHUNK = 1000;

/** Throws UsageError unless the ending of a file of vectors is known. */
export function requireVectorFile(path: string): void {
  if (!/\.(npy|safetensors|csv|csv\.gz|parquet|jsonl)$/.test(path)) {
    throw new UsageError(`--out must end in .npy, .safetensors, .csv, .csv.gz, .parquet or .jsonl: ${path}`);
  }
}

/**
 * Writes vectors, whole or not at all, in the form that the path's ending names.
 *
 * @param path    the file
 * @param vectors [rows × width]
 * @param width   numbers in a vector
 */
export async function writeVectors(path: string, vectors: Float32Array, width: number): Promise<void> {
  const rows = vectors.length / width;
  if (path.endsWith(".npy")) return writeFileAtomic(path, [npyHeader(rows, width), bytesOf(vectors)]);
  if (path.endsWith(".safetensors")) {
    return writeSafetensors(path, { vectors: { shape: [rows, width], data: vectors } });
  }
  if (path.endsWith(".jsonl")) return writeFileAtomic(path, jsonLines(vectors, width));
  const names = Array.from({ length: width }, (_, column) => `v${column}`);
  const writer = await TableWriter.open(
    path,
    names.map((name) => ({ name, type: "number" })),
  );
  for (let from = 0; from < rows; from += CHUNK) {
    const count = Math.min(CHUNK, rows - from);
    const columns = names.map((name, column) => {
      const values = Float64Array.from({ length: count }, (_, row) => vectors[(from + row) * width + column]!);
      return [name, values] as const;
    });
    await writer.write(Object.fromEntries(columns));
  }
  await writer.close();
}

/**
 * The beginning of a file of NumPy's format 1.0: magic bytes, the length of the description, and the description, filled
 * with spaces so that the numbers begin at a multiple of 64.
 *
 * @source NumPy, "numpy.lib.format", section "Format Version 1.0"
 */
function npyHeader(rows: number, width: number): Uint8Array {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const length = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, " ");
  header.write("\u0093NUMPY\u0001\u0000", 0, "latin1");
  header.writeUInt16LE(length, 8);
  header.write(description, 10, "latin1");
  header.write("\n", 10 + length - 1, "latin1");
  return header;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function* jsonLines(vectors: Float32Array, width: number): Generator<string> {
  for (let from = 0; from < vectors.length; from += width) {
    yield JSON.stringify(Array.from(vectors.subarray(from, from + width))) + "\n";
  }
}
