import { availableParallelism, totalmem } from "node:os";
import { parseArgs } from "node:util";

export const HELP = `npm run course                    executes all chapters at their small settings
npm run course -- 00 02-05        part 00 and chapter 02-05 alone
  --full             with the full settings (metadata.cartwright.full of each notebook)
  --jobs N           so many at a time (else: by cores and memory, at most 4)
  --timeout SECONDS  time limit of one cell (else 600; with --full 7200)
  --notebooks DIR    another folder of notebooks
  --out DIR          where the executed notebooks and the HTML edition go (else build/book)
Exit code 0 when every chapter ran, 1 when one failed, 2 for wrong use, 130 after Ctrl-C.
`;

/** What was asked for on the command line. */
export interface CourseOptions {
  readonly wishes: readonly string[];
  readonly full: boolean;
  readonly jobs: number;
  readonly cellSeconds: number;
  readonly notebooks: string | undefined;
  readonly out: string | undefined;
  readonly help: boolean;
}

/** A chapter's working set, in bytes, for deciding how many fit into memory side by side. */
const MEMORY_PER_JOB = 2 * 2 ** 30;

/**
 * Reads the command line.
 *
 * @throws TypeError or RangeError that says what is wrong
 */
export function readOptions(args: readonly string[]): CourseOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      full: { type: "boolean", default: false },
      jobs: { type: "string" },
      timeout: { type: "string" },
      notebooks: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { full, help, notebooks, out } = values;
  return {
    wishes: positionals,
    full,
    jobs: positiveInteger("--jobs", values.jobs) ?? defaultJobs(),
    cellSeconds: positiveInteger("--timeout", values.timeout) ?? (full ? 7200 : 600),
    notebooks,
    out,
    help,
  };
}

function positiveInteger(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new RangeError(`${name} must be a whole number above 0, received ${text}`);
  return Number(text);
}

const defaultJobs = (): number =>
  Math.max(1, Math.min(4, availableParallelism(), Math.floor(totalmem() / MEMORY_PER_JOB)));
