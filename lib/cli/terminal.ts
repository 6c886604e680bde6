/** Says something to the person at the terminal: one line on stderr, so that stdout stays clean for results. */
export function note(text: string): void {
  process.stderr.write(text + "\n");
}

/** Prints a result for people, on stdout. */
export function printText(text: string): void {
  process.stdout.write(text + "\n");
}

/** Prints the one JSON document that `--json` promises, on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(JSON.stringify(value) + "\n");
}

/** Names for a message: the first twenty, long ones cut, so that a file of odd shape cannot flood the terminal. */
export function nameSome(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => (name.length > 40 ? `${name.slice(0, 40)}...` : name));
  return shown.join(", ") + (names.length > 20 ? `, and ${names.length - 20} more` : "");
}

/**
 * Columns of text, each as wide as its widest cell; numbers stand at the right.
 *
 * @param header names of the columns
 * @param rows   cells; a number is shown as it is, so round it first
 */
export function textTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = header.map((name, c) => Math.max(name.length, ...rows.map((row) => String(row[c] ?? "").length)));
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, c) => (typeof cell === "number" ? String(cell).padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
