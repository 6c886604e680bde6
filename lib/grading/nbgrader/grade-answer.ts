import { DataError, NotSupportedError, ValueError } from "../../contracts";
import { showBundle } from "../../display";
import { type Judgement, judgeOutcomes } from "../class/judge-outcomes";
import { type PreparedExercise, prepareExercise, type PreparedQuestion } from "../class/prepare";
import { notebookVariables } from "../learner/variables";
import { linesBundle, type ResultLine } from "../learner/show-result";
import { callTarget, lookAt, type Outcome } from "../question/outcome";
import { solutionFiles } from "../source/make-exercises";
import { chapterOf } from "../source/read-solution";
import { nbgraderSettings } from "./settings";

/**
 * Grades one question inside the notebook's own kernel, as nbgrader does it: on fresh inputs, hidden checks included. The
 * cells that `npm run exercises -- --nbgrader` makes for nbgrader end with it, and nbgrader takes its number as the cell's
 * marks. Answers share a process with it: only nbgrader's users need it, and `cartwright grade` is the safe way.
 *
 * @param id        the question: "02-05.3"
 * @param variables the answer's functions and values by name; those of the running notebook unless given
 * @returns the marks; what passed and what failed is shown
 * @throws NotSupportedError where `nbgrader_config.py` has not said where solutions are
 * @throws ValueError and DataError when there is no such question
 */
export async function gradeAnswer(
  id: string,
  variables: Readonly<Record<string, unknown>> = notebookVariables(),
): Promise<number> {
  const { loaded, ...question } = await findPrepared(id);
  const outcomes: Outcome[][] = [];
  for (const { check, trials } of question.planned) {
    const target = variables[check.name];
    const row: Outcome[] = [];
    for (const { args } of trials) {
      row.push(
        check.kind === "value" || check.kind === "rubric"
          ? lookAt(check.name, target)
          : await quietly(() => callTarget(check.name, target, args)),
      );
    }
    outcomes.push(row);
  }
  const judgement = judgeOutcomes({ loaded, ...question }, outcomes);
  const { title } = loaded.source;
  showBundle(linesBundle(`${id} ${title}`, { earned: judgement.score, possible: loaded.max }, linesOf(judgement)));
  return judgement.score;
}

let prepared: { readonly chapter: string; readonly exercise: Promise<PreparedExercise> } | undefined;

/** Inputs are drawn once for a notebook. */
async function findPrepared(id: string): Promise<PreparedQuestion> {
  const settings = nbgraderSettings();
  if (settings === undefined)
    throw new NotSupportedError(
      "gradeAnswer needs CARTWRIGHT_GRADING_SOLUTIONS, which the kit's nbgrader_config.py sets: grade with that file",
    );
  const chapter = /^(\d\d-\d\d)\.\d+$/.exec(id)?.[1];
  if (chapter === undefined)
    throw new ValueError(`a question's id must look like 02-05.3, received ${JSON.stringify(id)}`);
  if (prepared?.chapter !== chapter) {
    const file = (await solutionFiles(settings.solutions)).find((one) => chapterOf(one) === chapter);
    if (file === undefined)
      throw new DataError(`${settings.solutions}: has no exercises of chapter ${chapter}`, {
        file: settings.solutions,
      });
    prepared = { chapter, exercise: prepareExercise(file, settings.seed) };
  }
  const { questions } = await prepared.exercise;
  const question = questions.find(({ loaded }) => loaded.source.id === id);
  if (question === undefined) throw new ValueError(`chapter ${chapter} has no question ${id}`);
  return question;
}

/** nbgrader gives nothing for a cell that writes to stderr, whatever its result: what an answer prints is left out. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log, info, debug, warn, error } = console;
  const nothing = (): void => undefined;
  Object.assign(console, { log: nothing, info: nothing, debug: nothing, warn: nothing, error: nothing });
  try {
    return await work();
  } finally {
    Object.assign(console, { log, info, debug, warn, error });
  }
}

function linesOf({ checks, message, mistake }: Judgement): ResultLine[] {
  const tried = checks.map(({ title, explanation }): ResultLine =>
    explanation === undefined ? { kind: "passed", text: title } : { kind: "failed", text: `${title}: ${explanation}` },
  );
  return mistake === undefined ? tried : [...tried, { kind: "mistake", text: message }];
}
