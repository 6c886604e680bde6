import { escapeHtml, type MimeBundle } from "../../display";
import { explainFailure } from "../question/explain-failure";
import type { InstantResult } from "./check-question";
import type { KitQuestion } from "./kit";
import type { QuestionProgress } from "./progress";

/** One line of what a learner reads, and how it is meant. */
export interface ResultLine {
  readonly kind: "passed" | "failed" | "later" | "mistake" | "hint" | "closing";
  readonly text: string;
}

const SIGNS: Readonly<Record<ResultLine["kind"], string>> = {
  passed: "✓",
  failed: "✗",
  later: "…",
  mistake: "→",
  hint: "?",
  closing: "",
};
const COLORS: Readonly<Record<ResultLine["kind"], string>> = {
  passed: "#00704f",
  failed: "#b34700",
  later: "#57606a",
  mistake: "#b34700",
  hint: "#0060a0",
  closing: "#57606a",
};

/** The result of a check as a notebook and as a terminal show it. */
export function resultBundle(result: InstantResult, question: KitQuestion, progress: QuestionProgress): MimeBundle {
  return linesBundle(
    `${result.id} ${result.title}`,
    { ...result, later: question.max - result.possible },
    linesOf(result, question, progress),
  );
}

/**
 * A question's marks and what there is to say, as a notebook and as a terminal show it.
 *
 * @param title  of the question
 * @param result marks, out of how many, how many more are given later, and whether nothing was answered
 * @param lines  one below the other
 */
export function linesBundle(
  title: string,
  {
    earned,
    possible,
    later = 0,
    blank = false,
  }: { readonly earned: number; readonly possible: number; readonly later?: number; readonly blank?: boolean },
  lines: readonly ResultLine[],
): MimeBundle {
  const heading = `${title}: ${pointsText(earned, possible, later)}`;
  const html = lines.map(({ kind, text }) => {
    const sign = `<span aria-hidden="true" style="display:inline-block;width:1.4em;color:${COLORS[kind]}">${SIGNS[kind]}</span>`;
    return `<div style="margin:2px 0;color:${kind === "passed" || kind === "failed" ? "inherit" : COLORS[kind]}">${sign}${escapeHtml(text)}</div>`;
  });
  const border = earned === possible ? COLORS.passed : blank ? COLORS.later : COLORS.failed;
  return {
    "text/plain": [heading, ...lines.map(({ kind, text }) => `  ${SIGNS[kind]} ${text}`.trimEnd())].join("\n"),
    "text/html": `<div style="border-left:4px solid ${border};padding:4px 12px"><strong>${escapeHtml(heading)}</strong>${html.join("")}</div>`,
  };
}

function linesOf(result: InstantResult, { hints, checks }: KitQuestion, { attempts }: QuestionProgress): ResultLine[] {
  if (result.blank)
    return [
      { kind: "closing", text: "Not answered yet: write your answer into the cell above, run it, then this one." },
    ];
  const names = new Map(checks.map(({ title, name }) => [title, name]));
  const tried = result.verdicts.map((verdict): ResultLine => {
    const failure = explainFailure(verdict, names.get(verdict.title) ?? verdict.title);
    return failure === undefined
      ? { kind: "passed", text: verdict.title }
      : { kind: "failed", text: `${verdict.title}: ${failure}` };
  });
  const solved = result.earned === result.possible;
  const later = result.later.map(({ title, by }): ResultLine => ({
    kind: "later",
    text: `${title}: ${by === "person" ? "a person gives the marks" : "checked when it is graded"}`,
  }));
  const mistake: ResultLine[] =
    result.mistake === undefined || solved ? [] : [{ kind: "mistake", text: result.mistake }];
  const shown = solved ? [] : hints.slice(0, attempts);
  const hintLines = shown.map((hint, n): ResultLine => ({
    kind: "hint",
    text: `Hint ${n + 1} of ${hints.length}: ${hint}`,
  }));
  const closing: ResultLine[] =
    solved && result.possible > 0 ? [{ kind: "closing", text: "All right. Grading tries fresh inputs." }] : [];
  return [...tried, ...later, ...mistake, ...hintLines, ...closing];
}

function pointsText(earned: number, possible: number, later: number): string {
  if (possible === 0) return `${marks(later)} points, given later`;
  const here = `${marks(earned)} of ${marks(possible)} ${possible === 1 ? "point" : "points"}`;
  return later > 0 ? `${here} here, ${marks(later)} more when it is graded` : here;
}

const marks = (value: number): string => String(Number(value.toFixed(2)));
