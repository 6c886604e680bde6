import { escapeHtml } from "../../display";
import type { ClassResult, StudentResult } from "../class/results";
import { htmlPage } from "./page";
import { studentFileNames } from "./file-names";

/** A question over the whole class. */
export interface QuestionStatistics {
  readonly id: string;
  readonly title: string;
  readonly max: number;
  /** Mean share of its marks, 0 to 1, over all who handed in. */
  readonly share: number;
  /** How many did not answer it. */
  readonly blank: number;
  /** Known mistakes with how many made them, the most frequent first. */
  readonly mistakes: readonly { readonly name: string; readonly message: string; readonly count: number }[];
  /** Median wall time of its processes, in seconds. */
  readonly seconds: number;
}

/** Answers that are the same but for names, comments and spaces. */
export interface EqualAnswers {
  readonly question: string;
  readonly students: readonly string[];
  /** Whether it earned all marks: right answers are alike more often than wrong ones. */
  readonly isRight: boolean;
}

/** The questions of a class, in their order. */
export function questionStatistics({ students }: ClassResult): QuestionStatistics[] {
  const present = students.filter(({ folder }) => folder !== undefined);
  const ids = (students[0]?.chapters ?? []).flatMap(({ questions }) => questions.map(({ id }) => id));
  return ids.map((id) => {
    const all = present.flatMap(({ chapters }) =>
      chapters.flatMap(({ questions }) => questions.filter((one) => one.id === id)),
    );
    const counts = new Map<string, { message: string; count: number }>();
    for (const { mistake, message } of all) {
      if (mistake === undefined) continue;
      counts.set(mistake, { message, count: (counts.get(mistake)?.count ?? 0) + 1 });
    }
    const times = all
      .map(({ seconds }) => seconds)
      .filter((seconds) => seconds > 0.01)
      .sort((a, b) => a - b);
    return {
      id,
      title: all[0]?.title ?? "",
      max: all[0]?.max ?? 0,
      share: all.length === 0 ? 0 : all.reduce((sum, { score, max }) => sum + score / max, 0) / all.length,
      blank: all.filter(({ message }) => message === "Not answered.").length,
      mistakes: [...counts].map(([name, one]) => ({ name, ...one })).sort((a, b) => b.count - a.count),
      seconds: times[Math.floor(times.length / 2)] ?? 0,
    };
  });
}

/** Questions in which several students have one answer, the wrong ones first: worth a look, no proof. */
export function equalAnswers({ students }: ClassResult): EqualAnswers[] {
  const groups = new Map<string, EqualAnswers & { students: string[] }>();
  for (const { id, chapters } of students) {
    for (const [question, print] of chapters.flatMap(({ answers }) => Object.entries(answers))) {
      const key = `${question} ${print}`;
      const isRight = chapters.some(({ questions }) =>
        questions.some(({ id: one, score, max }) => one === question && score === max),
      );
      const group = groups.get(key) ?? { question, students: [], isRight };
      groups.set(key, group);
      group.students.push(id);
    }
  }
  return [...groups.values()]
    .filter((group) => group.students.length > 1)
    .sort(
      (a, b) =>
        Number(a.isRight) - Number(b.isRight) ||
        b.students.length - a.students.length ||
        (a.question < b.question ? -1 : 1),
    );
}

/** What an instructor reads first: how the class did, what was hard, what went wrong most, what to look at. */
export function classPage(result: ClassResult): string {
  const { students, unmatched, enclosure, seconds } = result;
  const present = students.filter(({ folder }) => folder !== undefined);
  const questions = questionStatistics(result);
  const mistakes = questions
    .flatMap(({ id, mistakes: all }) => all.map((one) => ({ id, ...one })))
    .sort((a, b) => b.count - a.count)
    .slice(0, 12);
  const equal = equalAnswers(result);
  const body = [
    "<h1>The class</h1>",
    `<p class="quiet">${present.length} of ${students.length} handed in; graded in ${seconds.toFixed(1)} s. Answers ran in: ${enclosure.kind}.</p>`,
    ...enclosure.lacks.map((lack) => `<p class="bad">${escapeHtml(lack)}</p>`),
    "<h2>How the marks are spread</h2>",
    `<p class="quiet">Students by per cent of the marks; the mean is ${meanShare(present)} %.</p>`,
    histogram(present),
    "<h2>Questions, the hardest first</h2>",
    table(
      ["question", "marks earned", "not answered", "median time"],
      [...questions]
        .sort((a, b) => a.share - b.share)
        .map(({ id, title, share, blank, seconds: took }) => [
          `${id} ${title}`,
          `${(100 * share).toFixed(0)} %`,
          String(blank),
          `${took.toFixed(2)} s`,
        ]),
    ),
    "<h2>The most common mistakes</h2>",
    mistakes.length === 0
      ? '<p class="quiet">None of the listed ones.</p>'
      : table(
          ["students", "question", "what they read"],
          mistakes.map(({ count, id, message }) => [String(count), id, message]),
        ),
    "<h2>Equal answers</h2>",
    '<p class="quiet">The same but for names, comments and spaces. A short question has few ways to be answered: equal wrong ones say more than right ones. Look before you speak.</p>',
    equal.length === 0
      ? "<p>None.</p>"
      : table(
          ["question", "", "students"],
          equal.map(({ question, isRight, students: who }) => [question, isRight ? "right" : "wrong", who.join(", ")]),
        ),
    "<h2>Students</h2>",
    studentsTable(students),
    ...(unmatched.length === 0
      ? []
      : ["<h2>Not graded</h2>", `<ul>${unmatched.map((one) => `<li>${escapeHtml(one)}</li>`).join("")}</ul>`]),
  ];
  return htmlPage("The class", body.join("\n"));
}

function meanShare(students: readonly StudentResult[]): string {
  const shares = students.filter(({ max }) => max > 0).map(({ score, max }) => (100 * score) / max);
  return shares.length === 0 ? "-" : (shares.reduce((sum, share) => sum + share, 0) / shares.length).toFixed(0);
}

const BINS = 10;

/** Tenths of the marks, as bars. */
function histogram(students: readonly StudentResult[]): string {
  const counts = new Array<number>(BINS).fill(0);
  for (const { score, max } of students) counts[Math.min(BINS - 1, Math.floor(max > 0 ? (BINS * score) / max : 0))]!++;
  const most = Math.max(1, ...counts);
  const bars = counts.map((count, n) => {
    const [x, height] = [n * 60, Math.round((100 * count) / most)];
    const words = `${(100 * n) / BINS} to ${(100 * (n + 1)) / BINS} %: ${count}`;
    return `<g><title>${words}</title><rect x="${x + 4}" y="${120 - height}" width="52" height="${height}" fill="#0072b2"/><text x="${x + 30}" y="${114 - height}" text-anchor="middle" fill="currentColor">${count > 0 ? count : ""}</text><text x="${x + 30}" y="138" text-anchor="middle" fill="currentColor">${(100 * n) / BINS}–${(100 * (n + 1)) / BINS}</text></g>`;
  });
  return `<svg role="img" aria-label="students by per cent of the marks" viewBox="0 0 604 146" width="100%" font-size="12">${bars.join("")}<line x1="0" x2="600" y1="120.5" y2="120.5" stroke="currentColor"/></svg>`;
}

function studentsTable(students: readonly StudentResult[]): string {
  const files = studentFileNames(students.map(({ id }) => id));
  const rows = students.map(({ id, name, score, max, folder, chapters }, n) => {
    const late = Math.max(0, ...chapters.map(({ lateDays }) => lateDays));
    const word = folder === undefined ? "not handed in" : late > 0 ? `late by ${late}` : "";
    return `<tr><td><a href="students/${encodeURIComponent(files[n]!)}.html">${escapeHtml(name === id ? id : `${name} (${id})`)}</a></td><td class="n">${score}</td><td class="n">${max}</td><td>${word}</td></tr>`;
  });
  return `<table><tr><th>student</th><th class="n">score</th><th class="n">of</th><th></th></tr>${rows.join("")}</table>`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return `<table>${line(header, "th")}${rows.map((row) => line(row, "td")).join("")}</table>`;
}
