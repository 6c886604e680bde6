const BEGIN = "/// BEGIN SOLUTION";
const STUB = "/// STUB";
const END = "/// END SOLUTION";

/** What a learner finds where nothing else was written: running it says that the answer is still to come. */
const DEFAULT_STUB = ["// Your answer here.", 'throw new Error("not answered yet");'];

/** An answer cell, cut at its markers. */
export interface AnswerRegion {
  readonly before: readonly string[];
  readonly solution: readonly string[];
  /** What stands in the exercise instead of the solution, comment signs taken off. */
  readonly stub: readonly string[];
  readonly after: readonly string[];
  /** The white space before the BEGIN marker. */
  readonly indent: string;
}

/**
 * Cuts an answer cell at its markers:
 *
 *     function mean(values: number[]): number {
 *       /// BEGIN SOLUTION
 *       return values.reduce((sum, value) => sum + value, 0) / values.length;
 *       /// STUB
 *       // return NaN; // your answer
 *       /// END SOLUTION
 *     }
 *
 * Lines from STUB on are comments; without them the exercise says "Your answer here" and throws when it is run.
 *
 * @param source the cell's text
 * @param fail   gets the broken rule in words, and throws
 */
export function cutAnswer(source: string, fail: (message: string) => never): AnswerRegion {
  const lines = source.split("\n");
  const at = (marker: string): number[] => lines.flatMap((line, n) => (line.trim() === marker ? [n] : []));
  const [begins, stubs, ends] = [at(BEGIN), at(STUB), at(END)];
  if (begins.length !== 1 || ends.length !== 1 || stubs.length > 1) {
    return fail(`must hold one line "${BEGIN}", one line "${END}", and at most one "${STUB}" between them`);
  }
  const [begin, end, stub] = [begins[0]!, ends[0]!, stubs[0] ?? ends[0]!];
  if (!(begin < stub && stub <= end)) return fail(`must have its markers in the order BEGIN, STUB, END`);
  const solution = lines.slice(begin + 1, stub);
  if (solution.join("").trim() === "") return fail("must hold an answer between its markers");
  const indent = /^\s*/.exec(lines[begin]!)![0];
  const own =
    stubs.length === 0 ? DEFAULT_STUB.map((line) => indent + line) : lines.slice(stub + 1, end).map(uncomment);
  return { before: lines.slice(0, begin), solution, stub: own, after: lines.slice(end + 1), indent };

  function uncomment(line: string): string {
    const match = /^(\s*)\/\/ ?(.*)$/.exec(line);
    if (match === null && line.trim() !== "")
      return fail(`must have only // comments after "${STUB}", found ${JSON.stringify(line)}`);
    return match === null ? "" : `${match[1]}${match[2]}`;
  }
}

/** The cell with other lines in the region's place: the solution, the stub, or a mistake. */
export function fillAnswer({ before, after, indent }: AnswerRegion, lines: readonly string[]): string {
  const isIndented = lines.every((line) => line.trim() === "" || line.startsWith(indent));
  const inner = isIndented ? lines : lines.map((line) => (line.trim() === "" ? line : indent + line));
  return [...before, ...inner, ...after].join("\n").trim();
}
