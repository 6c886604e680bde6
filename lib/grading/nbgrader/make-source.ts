import type { Cell, CellMetadata, Notebook } from "../../notebook";
import type { AnswerRegion } from "../source/answer-region";
import { answerCellId, checkCellId } from "../source/exercise-source";
import type { LoadedExercise } from "../source/load-questions";
import { makeExercise } from "../source/make-exercise";

/**
 * The notebook for nbgrader's `source/`: the exercise with answers in it, which `nbgrader generate_assignment` takes out
 * again, and with the grading calls in regions of hidden tests. Given code is locked, so that autograding puts it back.
 *
 * @param exercise loaded
 */
export async function makeNbgraderSource(exercise: LoadedExercise): Promise<Notebook> {
  const { source } = exercise;
  const notebook = await makeExercise(exercise);
  const answers = new Map(source.questions.map(({ number, answer }) => [answerCellId(number), answerSource(answer)]));
  const checks = new Map(source.questions.map(({ number, id }) => [checkCellId(number), checkSource(id)]));
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.cell_type !== "code") return cell;
    if (cell.id === "checking") return locked({ ...cell, source: CHECKING });
    const changed = answers.get(cell.id) ?? checks.get(cell.id);
    return changed === undefined ? locked(cell) : { ...cell, source: changed };
  });
  return { ...notebook, cells };
}

const CHECKING = 'import { check, gradeAnswer, showProgress } from "cartwright/grading";';

/** The answer cell as its author wrote it, with what learners get behind STUB. */
function answerSource({ before, solution, stub, after, indent }: AnswerRegion): string {
  const comments = stub.map((line) => line.replace(/^(\s*)(?=\S)/, "$1// "));
  return [
    ...before,
    `${indent}/// BEGIN SOLUTION`,
    ...solution,
    `${indent}/// STUB`,
    ...comments,
    `${indent}/// END SOLUTION`,
    ...after,
  ].join("\n");
}

const checkSource = (id: string): string =>
  [
    `await check("${id}");`,
    "/// BEGIN HIDDEN TESTS",
    `await gradeAnswer("${id}"); // nbgrader takes the last value as the marks`,
    "/// END HIDDEN TESTS",
  ].join("\n");

const locked = (cell: Cell): Cell =>
  ({ ...cell, metadata: { ...cell.metadata, nbgrader: lockedMetadata(cell.id) } }) as Cell;

const lockedMetadata = (id: string): CellMetadata => ({
  cell_type: "code",
  grade: false,
  grade_id: id,
  locked: true,
  schema_version: 3,
  solution: false,
  task: false,
});
