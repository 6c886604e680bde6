import type { FileFacts } from "./file-facts";
import type { BadRow } from "./table";

/**
 * A file inside the engine: a table `raw` with one text column c0, c1, ... per name, rows in file order. What comes
 * after it (types, dictionaries, arrays) is the same for every format.
 */
export interface LoadedText {
  readonly names: readonly string[];
  /** Columns whose values the format itself declares to be text: never guessed to be numbers. */
  readonly declaredText: ReadonlySet<string>;
  readonly badRows: readonly BadRow[];
  readonly badRowCount: number;
  readonly notes: readonly string[];
  /**
   * Bad rows again, with those that break the given types now that these are known; asked for only when there are any.
   *
   * @param badCells SQL for each typed column c<index>: true where a cell breaks its type
   */
  findBadCells(types: readonly CellCheck[]): Promise<readonly BadRow[]>;
}

/** A column whose cells must be of a type. */
export interface CellCheck {
  readonly index: number;
  readonly kind: "number" | "time";
  readonly format: string;
}

/** What every loader is given. */
export interface LoadOptions {
  readonly facts: FileFacts;
  /** A folder for rewritten copies, removed afterwards. */
  readonly scratch: string;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly header: boolean;
}

/** Column names made unique and non-empty: a nameless third column is "column3", a second "a" is "a_2". */
export function uniqueNames(names: readonly string[]): { names: string[]; notes: string[] } {
  const taken = new Set<string>();
  const notes: string[] = [];
  const unique = names.map((name, index) => {
    const wanted = name.trim() === "" ? `column${index + 1}` : name;
    let free = wanted;
    for (let n = 2; taken.has(free); n++) free = `${wanted}_${n}`;
    if (free !== name)
      notes.push(
        `column ${index + 1} ${name.trim() === "" ? "has no name" : `is a second "${name}"`}: called "${free}"`,
      );
    taken.add(free);
    return free;
  });
  return { names: unique, notes };
}
