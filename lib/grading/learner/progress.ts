import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../../bundle";

/** What is remembered of one question. */
export interface QuestionProgress {
  /** Checks that did not earn everything, since the question was last solved. */
  readonly attempts: number;
  readonly earned: number;
  readonly possible: number;
  /** When it was first solved, ISO 8601. */
  readonly solved?: string;
}

export type Progress = Readonly<Record<string, QuestionProgress>>;

/** Where progress is kept: in the learner's own folder, and nowhere else. */
export const progressFile = (project: string): string => path.join(project, ".cartwright", "progress.json");

/** What is known so far; nothing when there is no file, or it cannot be read. */
export function readProgress(project: string): Progress {
  try {
    const { format, questions } = JSON.parse(readFileSync(progressFile(project), "utf8")) as {
      format?: number;
      questions?: Progress;
    };
    return format === 1 && typeof questions === "object" && questions !== null ? questions : {};
  } catch {
    return {};
  }
}

/**
 * Notes one check and writes the file, whole or not at all. The best marks are kept; hints grow with the attempts.
 *
 * @returns what is now known of the question
 */
export async function noteCheck(
  project: string,
  id: string,
  result: { earned: number; possible: number; blank: boolean },
): Promise<QuestionProgress> {
  const questions = readProgress(project);
  const before = questions[id] ?? { attempts: 0, earned: 0, possible: result.possible };
  const isSolved = result.possible > 0 && result.earned === result.possible;
  const solved = before.solved ?? (isSolved ? new Date().toISOString() : undefined);
  const now: QuestionProgress = {
    attempts: isSolved ? 0 : before.attempts + (result.blank ? 0 : 1),
    earned: Math.max(result.earned, Math.min(before.earned, result.possible)),
    possible: result.possible,
    ...(solved === undefined ? {} : { solved }),
  };
  await mkdir(path.dirname(progressFile(project)), { recursive: true });
  await writeFileAtomic(
    progressFile(project),
    `${JSON.stringify({ format: 1, questions: { ...questions, [id]: now } }, null, 1)}\n`,
  );
  return now;
}
