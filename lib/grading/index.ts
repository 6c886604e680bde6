// Needs: contracts, bundle, random, display, notebook
// Packages: cli-progress, cli-table3, fflate, jsdom, plotly.js, typescript (grading only), zeromq
/**
 * grading: exercises made from solutions, checked at once while learning, and graded for a class. An exercise's author
 * uses `questionChecks`, `examples`, `agrees`, `law` and `value`; a learner `check` and `showProgress`.
 *
 * @packageDocumentation
 */
export {
  agrees,
  type AgreementCheck,
  type AnyFunction,
  type Check,
  examples,
  type ExamplesCheck,
  type Criterion,
  law,
  type LawCheck,
  questionChecks,
  rubric,
  type RubricCheck,
  value,
  type ValueCheck,
} from "./question/checks";
export type { Outcome } from "./question/outcome";
export type { Failure, Verdict } from "./question/judge";
export { check, checkAnswer } from "./learner/check";
export type { InstantResult } from "./learner/check-question";
export type { Kit, KitCalls, KitCheck, KitLater, KitQuestion, KitValue } from "./learner/kit";
export { progressFile } from "./learner/progress";
export { type ChapterProgress, chapterProgress, progressBundle, showProgress } from "./learner/show-progress";
export type { AnswerRegion } from "./source/answer-region";
export type {
  ExerciseSource,
  GivenCell,
  Level,
  Mistake,
  QuestionSource,
  SharedCell,
  Subject,
} from "./source/exercise-source";
export { chapterOf, parseSolution, readSolution } from "./source/read-solution";
export { loadExercise, type LoadedExercise, type LoadedQuestion } from "./source/load-questions";
export { makeExercise } from "./source/make-exercise";
export { gradeAnswer } from "./nbgrader/grade-answer";
export { makeNbgraderSource } from "./nbgrader/make-source";
export { writeNbgraderCourse } from "./nbgrader/write-course";
export { leakedLines } from "./source/leaks";
export { type ExerciseGap, exerciseGaps } from "./source/exercise-gaps";
export { type MadeExercise, makeExercises, type MakeExercisesOptions, solutionFiles } from "./source/make-exercises";
export { proofFailures } from "./source/prove-exercise";
export { collectSubmissions, type CollectedFile, type Submission } from "./class/collect";
export { gradeClass, type GradeClassOptions } from "./class/grade-class";
export type { QuestionResult } from "./class/grade-question";
export type { CheckResult, Judgement, MarkedCriterion } from "./class/judge-outcomes";
export { type Lateness, latenessOf, type LateRule } from "./class/lateness";
export type { ChapterResult, ClassResult, StudentResult } from "./class/results";
export { type PersonMark, readMarks, withMarks } from "./class/marks";
export { matchStudent, readRoster, type Student } from "./class/roster";
export { DEFAULT_LIMITS, type Limits } from "./sandbox/enclosure";
export { type GradebookOptions, requireNbgrader, writeGradebook } from "./reports/gradebook";
export { writeReports } from "./reports/write-reports";
export { equalAnswers, type EqualAnswers, questionStatistics, type QuestionStatistics } from "./reports/class-page";
export { decodeValue, encodeValue, NotData } from "./values/encode";
export { isClose } from "./values/is-close";
export { hashesNear, hashValue } from "./learner/hidden-value";
