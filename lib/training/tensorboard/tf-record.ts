import { maskedCrc32c } from "./crc32c";

/**
 * One record of a TFRecord file: 8 bytes of length (little-endian), their masked CRC-32C, the data, and theirs.
 *
 * @param data the record
 * @source TensorFlow, "TFRecord and tf.train.Example", section "TFRecords format details"
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + data.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}
