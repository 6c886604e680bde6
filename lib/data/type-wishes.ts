/** What the caller said about types. */
export interface TypeWishes {
  /** Columns to keep as text, such as ids made of digits. */
  readonly strings?: readonly string[];
  /** Columns that must hold numbers: a cell that does not makes its row a bad row. */
  readonly numbers?: readonly string[];
  /** Columns that must hold times, each with its format: "iso", "s" or "ms" (since 1970), or strptime's (%d/%m/%Y %H:%M). */
  readonly times?: Readonly<Record<string, string>>;
}
