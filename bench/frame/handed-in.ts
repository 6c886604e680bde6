import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ExerciseSource, type QuestionSource, readSolution } from "cartwright/grading";
import { formatNotebook, type Notebook, readNotebook } from "cartwright/notebook";

/** How the answers of a submission are. */
export type AnswerKind = "right" | "half" | "mistaken" | "blank";

/**
 * A notebook with answers in it: all right, every other one right, each with its first listed mistake, or blank.
 *
 * @param exercise the exercise's notebook, with any answers in it
 * @param source   its solution
 * @param kind     how the answers are
 */
export function answeredNotebook(exercise: Notebook, source: ExerciseSource, kind: AnswerKind): Notebook {
  const answers = new Map(source.questions.map((question) => [`q${question.number}-answer`, answerOf(question, kind)]));
  const cells = exercise.cells.map((cell) => ({ ...cell, source: answers.get(cell.id) ?? cell.source }));
  return { ...exercise, cells };
}

function answerOf({ number, answer, mistakes }: QuestionSource, kind: AnswerKind): string {
  const { before, solution, stub, after } = answer;
  if (kind === "mistaken" && mistakes.length > 0) return mistakes[0]!.source;
  const isRight = kind === "right" || (kind === "half" && number % 2 === 1);
  return [...before, ...(isRight ? solution : stub), ...after].join("\n");
}

/**
 * Writes submissions as students hand them in: `FOLDER/student-00/NOTEBOOK` and so on.
 *
 * @param options.exercise file of the exercise notebook
 * @param options.solution file of the solution notebook
 * @param options.kinds    one for each student
 * @param options.placeOf  where a student's notebook goes
 */
export async function handIn({
  exercise,
  solution,
  kinds,
  placeOf,
}: {
  readonly exercise: string;
  readonly solution: string;
  readonly kinds: readonly AnswerKind[];
  readonly placeOf: (student: string) => string;
}): Promise<void> {
  const [notebook, source] = [await readNotebook(exercise), await readSolution(solution)];
  for (const [n, kind] of kinds.entries()) {
    const file = placeOf(`student-${String(n).padStart(2, "0")}`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, formatNotebook(answeredNotebook(notebook, source, kind)));
  }
}
