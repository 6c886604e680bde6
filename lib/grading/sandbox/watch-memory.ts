import { readFileSync } from "node:fs";

const PAGE = 4096;
const EVERY = 50;

/** What a process and all that it started use. */
export interface TreeUse {
  readonly bytes: number;
  readonly processes: number;
}

/** Reads the use of a process and its descendants from /proc; undefined where there is none. */
export function treeUse(pid: number): TreeUse | undefined {
  try {
    const resident = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean)
      .map(Number);
    const uses = children.map(treeUse).filter((use) => use !== undefined);
    return {
      bytes: resident * PAGE + uses.reduce((sum, { bytes }) => sum + bytes, 0),
      processes: 1 + uses.reduce((sum, { processes }) => sum + processes, 0),
    };
  } catch {
    return undefined;
  }
}

/**
 * Looks at a process tree every 50 ms.
 *
 * @param pid    its root
 * @param limits bounds
 * @param over   called once with a sentence when a bound is passed
 * @returns a function that stops looking
 */
export function watchTree(
  pid: number,
  limits: { readonly memory: number; readonly processes: number },
  over: (reason: string) => void,
): () => void {
  const timer = setInterval(() => {
    const use = treeUse(pid);
    if (use === undefined) return;
    // prlimit becomes bwrap, which has a child that has a child: three that are not the answer's.
    const tooMany = use.processes > limits.processes + 3;
    if (use.bytes <= limits.memory && !tooMany) return;
    clearInterval(timer);
    over(
      tooMany
        ? "it started too many processes, and was stopped"
        : `it used more than ${Math.round(limits.memory / 2 ** 20)} MB of memory, and was stopped`,
    );
  }, EVERY);
  return () => clearInterval(timer);
}
