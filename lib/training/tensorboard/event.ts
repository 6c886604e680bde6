/** One event of a TensorBoard file. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** The scalars of the step, by tag. Left out in the event that opens a file, which names the format. */
  readonly scalars?: Readonly<Record<string, number>>;
}

/** What the first event of a file says. */
const FILE_VERSION = "brain.Event:2";

/**
 * An event as a protocol buffer. Of `Event` these fields: wall_time (1, double), step (2, int64), file_version (3,
 * string), summary (5); of `Summary`: value (1); of its `Value`: tag (1, string), simple_value (2, float).
 *
 * @param event what to encode
 * @source tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto; Protocol Buffers, "Encoding"
 */
export function encodeEvent({ wallTime, step, scalars }: TensorBoardEvent): Uint8Array {
  const head = [fixed64(1, wallTime), varintField(2, step)];
  if (scalars === undefined) return join([...head, bytesField(3, new TextEncoder().encode(FILE_VERSION))]);
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytesField(1, join([bytesField(1, new TextEncoder().encode(tag)), fixed32(2, value)])),
  );
  return join([...head, bytesField(5, join(values))]);
}

function fixed64(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = (field << 3) | 1;
  new DataView(bytes.buffer).setFloat64(1, value, true);
  return bytes;
}

function fixed32(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = (field << 3) | 5;
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}

function varintField(field: number, value: number): Uint8Array {
  return Uint8Array.from([field << 3, ...varint(value)]);
}

function bytesField(field: number, value: Uint8Array): Uint8Array {
  return join([Uint8Array.from([(field << 3) | 2, ...varint(value.length)]), value]);
}

/** Seven bits a byte, the lowest first; the high bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
