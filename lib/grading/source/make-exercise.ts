import type { Cell, CellMetadata, Notebook } from "../../notebook";
import type { Kit, WrittenKit } from "../learner/kit";
import { fillAnswer } from "./answer-region";
import { answerCellId, checkCellId, type QuestionSource } from "./exercise-source";
import type { LoadedExercise, LoadedQuestion } from "./load-questions";
import { makeKit } from "./make-kit";

const KERNEL = {
  kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
  language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
};

/**
 * The notebook that learners get: statements, given code, a stub for each answer, and a cell that checks it. The same
 * solution always gives the same notebook.
 */
export async function makeExercise(exercise: LoadedExercise): Promise<Notebook> {
  const { source, questions } = exercise;
  const kit = await makeKit(exercise);
  const cells = [
    ...source.shared.map(({ kind, id, source: text }) => (kind === "markdown" ? markdown(id, text) : locked(id, text))),
    locked("checking", 'import { check, showProgress } from "cartwright/grading";'),
    ...questions.flatMap(questionCells),
    markdown("progress-words", "## How far you are"),
    locked("progress", "showProgress();"),
  ];
  const cartwright = { exercises: source.chapter, kit: writtenKit(kit) };
  return { cells, metadata: { cartwright, ...KERNEL }, nbformat: 4, nbformat_minor: 5 };
}

/** Each question is one text: as plain JSON its numbers would fill thousands of lines, one each. */
const writtenKit = ({ questions, ...kit }: Kit): WrittenKit => ({
  ...kit,
  questions: questions.map((one) => JSON.stringify(one)),
});

function questionCells({ source, max }: LoadedQuestion): Cell[] {
  const { number, id, level, given, answer } = source;
  const worth = `*${level}, ${max} ${max === 1 ? "point" : "points"}*`;
  return [
    markdown(`q${number}`, withWorth(source, worth)),
    ...given.map((cell) => locked(cell.id, cell.source)),
    code(answerCellId(number), fillAnswer(answer, answer.stub), answerMetadata(number)),
    code(checkCellId(number), `await check("${id}");`, gradedMetadata(number, max)),
  ];
}

/** What the question is worth stands below its heading. */
function withWorth({ statement }: QuestionSource, worth: string): string {
  const [heading, ...rest] = statement.split("\n");
  return [heading, "", worth, ...rest].join("\n");
}

/** A learner's own cell. nbgrader's names let it be graded there too. */
const answerMetadata = (number: number): CellMetadata => ({
  nbgrader: {
    cell_type: "code",
    grade: false,
    grade_id: answerCellId(number),
    locked: false,
    schema_version: 3,
    solution: true,
    task: false,
  },
});

const gradedMetadata = (number: number, points: number): CellMetadata => ({
  deletable: false,
  editable: false,
  nbgrader: {
    cell_type: "code",
    grade: true,
    grade_id: checkCellId(number),
    locked: true,
    points,
    schema_version: 3,
    solution: false,
    task: false,
  },
});

const code = (id: string, source: string, metadata: CellMetadata): Cell => ({
  cell_type: "code",
  execution_count: null,
  id,
  metadata,
  outputs: [],
  source,
});

/** Code that learners run and do not change. */
const locked = (id: string, source: string): Cell => code(id, source, { deletable: false, editable: false });

const markdown = (id: string, source: string): Cell => ({ cell_type: "markdown", id, metadata: {}, source });
