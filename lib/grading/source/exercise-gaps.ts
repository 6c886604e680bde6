import { readdir } from "node:fs/promises";
import path from "node:path";
import { SUBJECTS } from "./exercise-source";
import { solutionFiles } from "./make-exercises";
import { chapterOf, readSolution } from "./read-solution";

/** What a chapter's exercises lack. */
export interface ExerciseGap {
  readonly chapter: string;
  readonly lacks: readonly string[];
}

/** Graded questions that every chapter should have. */
const LEAST_QUESTIONS = 4;

/**
 * Chapters without exercises, and what the others' exercises lack: four questions, kinds of rising difficulty, one on a
 * shop's data, one where a printed number is wrong.
 *
 * @param notebooks folder of the course's chapters
 * @param solutions folder of the solutions
 */
export async function exerciseGaps(notebooks: string, solutions: string): Promise<ExerciseGap[]> {
  const chapters = new Map((await chapterFiles(notebooks)).map((file) => [chapterOf(file)!, ["has no exercises yet"]]));
  for (const file of await solutionFiles(solutions)) chapters.set(chapterOf(file)!, await lacksOf(file));
  return [...chapters]
    .filter(([, lacks]) => lacks.length > 0)
    .map(([chapter, lacks]) => ({ chapter, lacks }))
    .sort((a, b) => (a.chapter < b.chapter ? -1 : 1));
}

async function lacksOf(file: string): Promise<string[]> {
  const { questions } = await readSolution(file);
  const lacks = questions.length < LEAST_QUESTIONS ? [`has ${questions.length} of ${LEAST_QUESTIONS} questions`] : [];
  const levels = new Set(questions.map(({ level }) => level));
  if (levels.size < LEAST_QUESTIONS)
    lacks.push(`has ${levels.size} kinds of question, and should have ${LEAST_QUESTIONS}`);
  const [what, where] = [{ shop: "on a shop's data", "wrong number": "where a printed number is wrong" }, questions];
  for (const subject of SUBJECTS) {
    if (!where.some(({ about }) => about.includes(subject))) lacks.push(`has no question ${what[subject]}`);
  }
  return lacks;
}

async function chapterFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.map((entry) => path.join(folder, entry)).filter((file) => chapterOf(file) !== undefined);
}
