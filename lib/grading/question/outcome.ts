import { decodeValue, encodeValue } from "../values/encode";
import type { AnyFunction } from "./checks";

/** What one call, or one look at a value, gave. */
export type Outcome =
  | { readonly kind: "value"; readonly value: unknown }
  /** The answer threw. */
  | { readonly kind: "error"; readonly message: string }
  /** There is nothing of that name, or it is no function where one is needed. */
  | { readonly kind: "missing"; readonly message: string }
  /** It was stopped, or ended by itself, before there was an answer. */
  | { readonly kind: "stopped"; readonly message: string };

/** Characters of an error's message that are kept. */
const MOST = 300;

/**
 * Calls an answer's function with fresh copies of plain arguments, and awaits what it returns.
 *
 * @param target whatever bears the name
 * @param args   plain data
 */
export async function callTarget(name: string, target: unknown, args: readonly unknown[]): Promise<Outcome> {
  if (target === undefined) return { kind: "missing", message: `there is no ${name}: keep the name, and run the cell` };
  if (typeof target !== "function") return { kind: "missing", message: `${name} must be a function` };
  try {
    const copies = decodeValue(encodeValue(args)) as unknown[];
    return { kind: "value", value: decodeValue(encodeValue(await (target as AnyFunction)(...copies))) };
  } catch (error) {
    return { kind: "error", message: errorText(error) };
  }
}

/** Looks at a value that an answer gave a name. */
export function lookAt(name: string, value: unknown): Outcome {
  if (value === undefined) return { kind: "missing", message: `there is no ${name}: keep the name, and run the cell` };
  try {
    return { kind: "value", value: decodeValue(encodeValue(value)) };
  } catch (error) {
    return { kind: "error", message: errorText(error) };
  }
}

/** An error in one line, whatever was thrown. */
export function errorText(error: unknown): string {
  let text: string;
  try {
    text = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`;
  } catch {
    text = "threw something that cannot be shown";
  }
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text;
}
