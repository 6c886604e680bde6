/** What the grader sends to an answer's process: one JSON document on its standard input. */
export interface Job {
  /** Where cells are run as if they lay: what they import is looked for from here. */
  readonly folder: string;
  readonly scripts: readonly JobScript[];
  readonly asks: readonly Ask[];
}

/** One cell, compiled. */
export interface JobScript {
  readonly id: string;
  readonly code: string;
}

/** One call of a function, or one look at a value. */
export interface Ask {
  readonly name: string;
  /** Arguments as `encodeValue` writes them; none for a value. */
  readonly args?: readonly unknown[];
}

/**
 * What comes back, one JSON line each, on file descriptor 3. The answer's code runs in the same process and can write
 * there too: all that it can say is what an answer is, never whether it is right.
 */
export type Line =
  | { readonly script: string; readonly error: string }
  | { readonly ready: true }
  | { readonly ask: number; readonly value: unknown }
  | { readonly ask: number; readonly failed: "error" | "missing"; readonly message: string };

/** The descriptor of the way back. */
export const ANSWERS = 3;
