import { escapeHtml, type MimeBundle } from "../../display";
import { explainFailure } from "../question/explain-failure";
import type { InstantResult } from "./check-question";
import type { KitQuestion } from "./kit";
import type { QuestionProgress } from "./progress";

/** One line of what a learner reads, and how it is meant. */
interface Line {
  readonly kind: "passed" | "failed" | "later" | "mistake" | "hint" | "closing";
  readonly text: string;
}

const SIGNS: Readonly<Record<Line["kind"], string>> = {
  passed: "✓",
  failed: "✗",
  later: "…",
  mistake: "→",
  hint: "?",
  closing: "",
};
const COLORS: Readonly<Record<Line["kind"], string>> = {
  passed: "#00704f",
  failed: "#b34700",
  later: "#57606a",
  mistake: "#b34700",
  hint: "#0060a0",
  closing: "#57606a",
};

/** The result of a check as a notebook and as a terminal show it. */
export function resultBundle(result: InstantResult, question: KitQuestion, progress: QuestionProgress): MimeBundle {
  const title = `${result.id} ${result.title}: ${marks(result.earned)} of ${marks(result.possible)} ${result.possible === 1 ? "point" : "points"}`;
  const lines = linesOf(result, question, progress);
  const html = lines.map(({ kind, text }) => {
    const sign = `<span aria-hidden="true" style="display:inline-block;width:1.4em;color:${COLORS[kind]}">${SIGNS[kind]}</span>`;
    return `<div style="margin:2px 0;color:${kind === "passed" || kind === "failed" ? "inherit" : COLORS[kind]}">${sign}${escapeHtml(text)}</div>`;
  });
  const border = result.earned === result.possible ? COLORS.passed : result.blank ? COLORS.later : COLORS.failed;
  return {
    "text/plain": [title, ...lines.map(({ kind, text }) => `  ${SIGNS[kind]} ${text}`.trimEnd())].join("\n"),
    "text/html": `<div style="border-left:4px solid ${border};padding:4px 12px"><strong>${escapeHtml(title)}</strong>${html.join("")}</div>`,
  };
}

function linesOf(result: InstantResult, { hints, checks }: KitQuestion, { attempts }: QuestionProgress): Line[] {
  if (result.blank)
    return [
      { kind: "closing", text: "Not answered yet: write your answer into the cell above, run it, then this one." },
    ];
  const names = new Map(checks.map(({ title, name }) => [title, name]));
  const tried = result.verdicts.map((verdict): Line => {
    const failure = explainFailure(verdict, names.get(verdict.title) ?? verdict.title);
    return failure === undefined
      ? { kind: "passed", text: verdict.title }
      : { kind: "failed", text: `${verdict.title}: ${failure}` };
  });
  const solved = result.earned === result.possible;
  const later = result.later.map((title): Line => ({ kind: "later", text: `${title}: checked when it is graded` }));
  const mistake: Line[] = result.mistake === undefined || solved ? [] : [{ kind: "mistake", text: result.mistake }];
  const shown = solved ? [] : hints.slice(0, attempts);
  const hintLines = shown.map((hint, n): Line => ({ kind: "hint", text: `Hint ${n + 1} of ${hints.length}: ${hint}` }));
  const closing: Line[] = solved ? [{ kind: "closing", text: "All right. Grading tries fresh inputs." }] : [];
  return [...tried, ...later, ...mistake, ...hintLines, ...closing];
}

const marks = (value: number): string => String(Number(value.toFixed(2)));
