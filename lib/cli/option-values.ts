import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { settleFolder } from "../bundle";
import { UsageError } from "./usage-error";

/** Reads a flag's value as a whole number between two bounds; for commander's option parsers. */
export function integerValue(least = 0, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const rule = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number ${rule}.`);
    }
    return value;
  };
}

/** Reads a flag's value as a finite number; `least` is allowed unless `above` says that it must be exceeded. */
export function numberValue({ least, above }: { least?: number; above?: number } = {}): (text: string) => number {
  const rule = above !== undefined ? ` above ${above}` : least !== undefined ? ` of at least ${least}` : "";
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value) || value < (least ?? -Infinity) || value <= (above ?? -Infinity)) {
      throw new InvalidArgumentError(`It must be a number${rule}.`);
    }
    return value;
  };
}

/** Reads "10,20" as whole numbers of at least 1, each once, in the order given. */
export function integerList(text: string): number[] {
  return [...new Set(text.split(",").map((part) => integerValue(1)(part.trim())))];
}

/** Reads "title, brand" as names. */
export function nameList(text: string): string[] {
  const names = text.split(",").map((part) => part.trim());
  if (names.some((name) => name === "")) throw new InvalidArgumentError("It must be names separated by commas.");
  return names;
}

/** Reads "title=3, brand=2" as numbers by name, each name once; the numbers as {@link numberValue} has them. */
export function namedNumbers(bounds: { least?: number; above?: number } = {}): (text: string) => Map<string, number> {
  const read = numberValue(bounds);
  return (text) => {
    const values = new Map<string, number>();
    for (const part of text.split(",")) {
      const cut = part.lastIndexOf("=");
      const name = part.slice(0, cut).trim();
      if (cut < 0 || name === "" || values.has(name)) {
        throw new InvalidArgumentError(
          "It must be different names with numbers, separated by commas: title=3,brand=2.",
        );
      }
      values.set(name, read(part.slice(cut + 1)));
    }
    return values;
  };
}

/** Reads the one character between cells; "tab" and "\\t" are the tab. */
export function delimiterValue(text: string): string {
  if (text === "tab" || text === "\\t") return "\t";
  if (text.length !== 1 || /["\r\n]/.test(text)) throw new InvalidArgumentError("It must be one character, or tab.");
  return text;
}

/** Reads the name of an encoding that this platform can decode. */
export function encodingValue(text: string): string {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    throw new InvalidArgumentError("It must be a known encoding, such as utf-8, windows-1252 or gb18030.");
  }
}

/** Throws UsageError, naming the flag, unless a file stands there. */
export async function requireFile(flag: string, path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) throw new UsageError(`${flag}: there is no file ${path}`);
  if (there.isDirectory()) throw new UsageError(`${flag}: ${path} is a folder, a file is needed`);
}

/** Throws UsageError, naming the flag, unless a folder stands there. */
export async function requireFolder(flag: string, path: string): Promise<void> {
  await settleFolder(resolve(path));
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) throw new UsageError(`${flag}: there is no folder ${path}`);
  if (!there.isDirectory()) throw new UsageError(`${flag}: ${path} is a file, a folder is needed`);
}
