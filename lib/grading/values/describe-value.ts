import { inspect } from "node:util";
import { NotData } from "./encode";

/** Characters of a value that a sentence has room for. */
const MOST = 240;

/** A value as a person reads it, on one line and cut where it gets long. */
export function describeValue(value: unknown): string {
  if (value instanceof NotData) return `a ${value.kind}`;
  const plain = ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  const text = inspect(plain, {
    depth: 6,
    breakLength: Infinity,
    maxArrayLength: 24,
    maxStringLength: 120,
    compact: true,
  });
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text;
}

/** Arguments as they stand in a call: `[1, 2], 3`. */
export const describeArguments = (args: readonly unknown[]): string => args.map(describeValue).join(", ");

/** How large an input is, to find the smallest that fails: the length of its text. */
export const sizeOf = (args: readonly unknown[]): number =>
  JSON.stringify(args, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part))?.length ?? 0;
