import { escapeHtml } from "../../display";
import type { QuestionResult } from "../class/grade-question";
import { type ChapterResult, roundMarks, type StudentResult } from "../class/results";
import { htmlPage } from "./page";

/** What a student reads: marks, what happened in each question, which checks passed; never an answer. */
export function studentPage(student: StudentResult): string {
  const { id, name, score, max, notes, chapters } = student;
  const share = max > 0 ? (100 * score) / max : 0;
  const who = name === id ? id : `${name} (${id})`;
  return htmlPage(
    `${who}: ${score} of ${max}`,
    [
      `<h1>${escapeHtml(who)}</h1>`,
      `<div class="head"><span class="quiet">${chapters.length === 1 ? "one exercise" : `${chapters.length} exercises`}</span><span class="marks">${score} of ${max} points</span></div>`,
      `<div class="bar" role="img" aria-label="${share.toFixed(0)} %"><div style="width:${share.toFixed(1)}%"></div></div>`,
      list(notes),
      ...chapters.map(chapterPart),
    ].join("\n"),
  );
}

function chapterPart({ title, score, earned, max, notes, questions }: ChapterResult): string {
  const late = score === earned ? "" : ` <span class="quiet">(${roundMarks(earned)} before lateness)</span>`;
  return [
    `<div class="head"><h2>${escapeHtml(title)}</h2><span class="marks">${score} of ${max}${late}</span></div>`,
    list(notes),
    ...questions.map(questionPart),
  ].join("\n");
}

function questionPart({ id, title, score, max, message, checks }: QuestionResult): string {
  const isTried = checks.some(({ explanation }) => explanation !== "Not tried.");
  const lines = checks.map(({ title: what, points, earned, explanation }) => {
    const sign = explanation === undefined ? '<span class="good">✓</span>' : '<span class="bad">✗</span>';
    const why = explanation === undefined ? "" : ` <span class="quiet">${escapeHtml(explanation)}</span>`;
    return `<li>${sign} ${escapeHtml(what)} <span class="quiet">(${earned} of ${points})</span>${why}</li>`;
  });
  return [
    `<section class="question" id="q-${escapeHtml(id)}">`,
    `<div class="head"><h3>${escapeHtml(id)} ${escapeHtml(title)}</h3><span class="marks ${score === max ? "good" : score === 0 ? "bad" : ""}">${score} of ${max}</span></div>`,
    `<p>${escapeHtml(message)}</p>`,
    isTried ? `<ul style="list-style:none;padding-left:0">${lines.join("\n")}</ul>` : "",
    "</section>",
  ].join("\n");
}

const list = (notes: readonly string[]): string =>
  notes.length === 0 ? "" : `<ul class="quiet">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("")}</ul>`;
