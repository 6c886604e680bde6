import type { AnswerRegion } from "./answer-region";

/** What a question asks of a learner; also their order of difficulty. */
export const LEVELS = [
  "recall",
  "compute by hand",
  "complete the code",
  "find the bug",
  "investigate data",
  "design",
] as const;
export type Level = (typeof LEVELS)[number];

/** What a chapter's exercises should hold at least once: a question on a shop's data, and a printed number that is wrong. */
export const SUBJECTS = ["shop", "wrong number"] as const;
export type Subject = (typeof SUBJECTS)[number];

/** A wrong answer that people give, and what to tell them. */
export interface Mistake {
  readonly name: string;
  /** What the learner reads: "you divided by all items, not by the rated ones". */
  readonly message: string;
  /** The marks that it deserves. */
  readonly marks: number;
  /** The answer cell with the mistake in it. */
  readonly source: string;
}

/** One question of a solution notebook. */
export interface QuestionSource {
  /** "02-05.3". */
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly level: Level;
  readonly about: readonly Subject[];
  readonly hints: readonly string[];
  /** Seconds that one check may take when it is graded. */
  readonly seconds: number;
  /** Markdown, heading included. */
  readonly statement: string;
  /** Code that learners get and cannot change: cell ids with texts. */
  readonly given: readonly GivenCell[];
  readonly answer: AnswerRegion;
  readonly checks: string;
  readonly mistakes: readonly Mistake[];
  /** Markdown: why, and one alternative. */
  readonly explanation: string;
}

export interface GivenCell {
  readonly id: string;
  readonly source: string;
}

/** A cell that belongs to no question: a title, a text, shared code. */
export interface SharedCell extends GivenCell {
  readonly kind: "markdown" | "code";
}

/** A solution notebook, read. */
export interface ExerciseSource {
  readonly file: string;
  /** "02-05". */
  readonly chapter: string;
  readonly title: string;
  readonly shared: readonly SharedCell[];
  /** Code that only checks use: imports, helpers that draw inputs. Learners do not get it. */
  readonly checking: readonly GivenCell[];
  readonly questions: readonly QuestionSource[];
}

export const answerCellId = (number: number): string => `q${number}-answer`;
export const checkCellId = (number: number): string => `q${number}-check`;
