import { showBundle } from "../../display";
import { checkQuestion, type InstantResult } from "./check-question";
import { nbgraderSettings } from "../nbgrader/settings";
import { findQuestion, projectFolder } from "./find-kit";
import { noteCheck } from "./progress";
import { resultBundle } from "./show-result";
import { notebookVariables } from "./variables";

/**
 * Checks an answer at once: what passed, what failed with the smallest input that fails, what a known mistake looks like,
 * and one more hint with each attempt; never the answer. Needs the exercise notebook and nothing else. What was found is
 * kept in `.cartwright/progress.json` of the project.
 *
 * @param id        the question: "02-05.3"
 * @param variables the answer's functions and values by name; those of the running notebook unless given
 * @param folder    where to look for the exercise notebook from; the current folder unless given
 * @returns nothing: the result is shown. {@link checkAnswer} returns it
 * @throws ValueError when there is no such question
 * @throws DataError when the chapter's exercise notebook cannot be found
 * @throws NotSupportedError outside a notebook, when `variables` are not given
 */
export async function check(
  id: string,
  variables?: Readonly<Record<string, unknown>>,
  folder: string = process.cwd(),
): Promise<void> {
  // Under nbgrader the same cell goes on with gradeAnswer, which says more; and nobody's progress is to be kept.
  if (nbgraderSettings() !== undefined) return;
  const { question } = findQuestion(id, folder);
  const result = await checkQuestion(question, variables ?? notebookVariables());
  const progress = await noteCheck(projectFolder(folder), id, result);
  showBundle(resultBundle(result, question, progress));
}

/**
 * The same as data, without showing or remembering anything.
 *
 * @param id        the question: "02-05.3"
 * @param variables the answer's functions and values by name
 * @param folder    where to look for the exercise notebook from; the current folder unless given
 * @throws ValueError and DataError as {@link check}
 */
export async function checkAnswer(
  id: string,
  variables: Readonly<Record<string, unknown>>,
  folder: string = process.cwd(),
): Promise<InstantResult> {
  return checkQuestion(findQuestion(id, folder).question, variables);
}
