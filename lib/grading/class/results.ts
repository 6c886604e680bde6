import type { QuestionResult } from "./grade-question";

/** One exercise notebook of one student. */
export interface ChapterResult {
  readonly chapter: string;
  readonly title: string;
  /** The exercise notebook's name without its ending: "05-implicit-als". */
  readonly notebook: string;
  readonly isHandedIn: boolean;
  /** Before what lateness costs. */
  readonly earned: number;
  /** After it. */
  readonly score: number;
  readonly max: number;
  readonly lateDays: number;
  /** Share of the marks that lateness leaves. */
  readonly kept: number;
  /** What was odd, a sentence each. */
  readonly notes: readonly string[];
  readonly questions: readonly QuestionResult[];
  /** Fingerprints of answers by question, to find equal ones. */
  readonly answers: Readonly<Record<string, string>>;
}

export interface StudentResult {
  readonly id: string;
  readonly name: string;
  /** Where it was found; undefined when nothing was handed in. */
  readonly folder: string | undefined;
  readonly score: number;
  readonly max: number;
  readonly notes: readonly string[];
  readonly chapters: readonly ChapterResult[];
}

/** A whole grading. */
export interface ClassResult {
  readonly students: readonly StudentResult[];
  /** Folders that belong to nobody on the list, and files that answer nothing. */
  readonly unmatched: readonly string[];
  readonly enclosure: {
    readonly kind: string;
    readonly protects: readonly string[];
    readonly lacks: readonly string[];
  };
  readonly seconds: number;
}

/** Marks with two decimals at most. */
export const roundMarks = (marks: number): number => Math.round(100 * marks) / 100;
