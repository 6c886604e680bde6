import type { Notebook } from "../../notebook";
import { fillAnswer } from "./answer-region";
import type { ExerciseSource } from "./exercise-source";

/** Lines too short to give anything away: `}`, `return x;` of one letter. */
const LEAST = 8;

/**
 * Lines of answers, explanations and mistakes' code that stand in a made exercise, in its cells or its metadata. A line
 * that the exercise gives on purpose (in a stub, a statement, given code) is no leak.
 *
 * @returns one sentence per leak; none when all is well
 */
export function leakedLines({ questions, shared }: ExerciseSource, exercise: Notebook): string[] {
  const meant = new Set(
    [
      ...shared.map(({ source }) => source),
      ...questions.flatMap(({ statement, given, answer }) => [
        statement,
        ...given.map(({ source }) => source),
        fillAnswer(answer, answer.stub),
      ]),
    ].flatMap(linesOf),
  );
  const text = exercise.cells.map(({ source }) => source).join("\n");
  const lines = new Set(linesOf(text));
  const metadata = textsIn(exercise.metadata).join("\n");
  return questions.flatMap((question) => {
    const secret = [
      question.answer.solution.join("\n"),
      question.explanation,
      ...question.mistakes.map(({ source }) => source),
    ];
    const leaked = secret
      .flatMap(linesOf)
      .filter((line) => line.length >= LEAST && !meant.has(line))
      .filter((line) => lines.has(line) || text.includes(line) || metadata.includes(line));
    return leaked.map((line) => `question ${question.number}: ${JSON.stringify(line)}`);
  });
}

const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim());

/** Every text in metadata, also those in JSON that is written as a text. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("{") ? textsIn(JSON.parse(value)) : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
