import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../../contracts";
import { formatNotebook, writeNotebook } from "../../notebook";
import { Random } from "../../random";
import { type LoadedExercise, loadExercise } from "./load-questions";
import { leakedLines } from "./leaks";
import { makeExercise } from "./make-exercise";
import { proofFailures } from "./prove-exercise";
import { readSolution } from "./read-solution";

export interface MakeExercisesOptions {
  /** Folder of solution notebooks, `<part>/<number>-<name>.ipynb`. */
  readonly solutions: string;
  /** Where the exercises go, at the same path and name. */
  readonly exercises: string;
  /** Only these solution notebooks; all unless given. */
  readonly only?: readonly string[];
  /** False: nothing is written, and `state` says what would be. */
  readonly write?: boolean;
}

export interface MadeExercise {
  readonly chapter: string;
  readonly file: string;
  readonly state: "written" | "unchanged" | "stale";
  readonly questions: number;
  readonly points: number;
}

/**
 * Makes the exercise notebooks from the solutions. Each question is proved first: the solution earns all marks, each
 * listed mistake what it deserves, and no line of an answer is in the exercise.
 *
 * @param options from where, to where, and which
 * @returns what was made of each solution notebook
 * @throws DataError naming file and question when a proof fails
 */
export async function makeExercises({
  solutions,
  exercises,
  only,
  write = true,
}: MakeExercisesOptions): Promise<MadeExercise[]> {
  const made: MadeExercise[] = [];
  for (const file of only ?? (await solutionFiles(solutions))) {
    const loaded = await loadExercise(await readSolution(file));
    const notebook = await makeExercise(loaded);
    await requireProof(loaded);
    const leaks = leakedLines(loaded.source, notebook);
    if (leaks.length > 0)
      throw new DataError(`${file}: these lines would give answers away: ${leaks.join("; ")}`, { file });
    const part = path.basename(path.dirname(path.resolve(file)));
    const target = path.join(exercises, part, path.basename(file));
    const before = await readFile(target, "utf8").catch(() => undefined);
    const isSame = before === formatNotebook(notebook);
    if (!isSame && write) {
      await mkdir(path.dirname(target), { recursive: true });
      await writeNotebook(target, notebook);
    }
    const points = loaded.questions.reduce((sum, { max }) => sum + max, 0);
    const state = isSame ? "unchanged" : write ? "written" : "stale";
    made.push({ chapter: loaded.source.chapter, file: target, state, questions: loaded.questions.length, points });
  }
  return made;
}

/** Every solution notebook of a folder, in the order of the course. */
export async function solutionFiles(folder: string): Promise<string[]> {
  const parts = (await readdir(folder, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && /^\d\d-/.test(entry.name),
  );
  const files = await Promise.all(
    parts.map(async ({ name }) =>
      (await readdir(path.join(folder, name)))
        .filter((one) => /^\d\d-.*\.ipynb$/.test(one))
        .map((one) => path.join(folder, name, one)),
    ),
  );
  return files.flat().sort();
}

async function requireProof({ source, questions }: LoadedExercise): Promise<void> {
  for (const question of questions) {
    const [first] = await proofFailures(question, new Random(randomBytes(4).readUInt32LE()));
    if (first !== undefined)
      throw new DataError(`${source.file}, question ${question.source.number}: ${first}`, { file: source.file });
  }
}
