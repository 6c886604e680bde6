import type { ClassResult, StudentResult } from "../class/results";

/** `results.json`: what programs outside rely on, and no more. */
export function resultsJson({ students }: ClassResult): string {
  const short = students.map(({ id, score, max, chapters }) => ({
    id,
    score,
    max,
    questions: chapters.flatMap(({ questions }) =>
      questions.map(({ id: question, score: earned, max: most, message }) => ({
        id: question,
        score: earned,
        max: most,
        message,
      })),
    ),
  }));
  return `${JSON.stringify({ students: short }, null, 1)}\n`;
}

/** `gradebook.csv`: one row for each student, one column for each question, for any spreadsheet. */
export function gradebookCsv({ students }: ClassResult): string {
  const questions = (students[0]?.chapters ?? []).flatMap((chapter) => chapter.questions.map(({ id }) => id));
  const header = ["id", "name", "score", "max", "late_days", ...questions];
  const rows = students.map(({ id, name, score, max, chapters }) => [
    id,
    name,
    score,
    max,
    Math.max(0, ...chapters.map(({ lateDays }) => lateDays)),
    ...chapters.flatMap((chapter) => chapter.questions.map((question) => question.score)),
  ]);
  return `${[header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** Quoted where needed; a name that a spreadsheet would take for a formula is made a text. */
export function csvCell(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gradescope's `results.json` of one student: https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
export function gradescopeJson({ score, chapters, notes }: StudentResult): string {
  const tests = chapters.flatMap(({ questions }) =>
    questions.map(({ id, title, score: earned, max, message, checks }) => ({
      name: `${id} ${title}`,
      number: id,
      score: earned,
      max_score: max,
      status: earned === max ? "passed" : "failed",
      output: [
        message,
        ...checks.flatMap((check) => (check.explanation === undefined ? [] : [`${check.title}: ${check.explanation}`])),
      ].join("\n"),
      output_format: "text",
      visibility: "visible",
    })),
  );
  const output = [...notes, ...chapters.flatMap((chapter) => chapter.notes)].join("\n");
  return `${JSON.stringify({ score, output, stdout_visibility: "hidden", tests }, null, 1)}\n`;
}

/** What GitHub Classroom's reporter reads: `{version, status, max_score, tests}` of one student. */
export function githubClassroomJson({ score, max, chapters }: StudentResult): string {
  const tests = chapters.flatMap(({ questions }) =>
    questions.map(({ id, title, score: earned, max: most, message }) => ({
      name: `${id} ${title}`,
      status: earned === most ? "pass" : "fail",
      score: earned,
      message,
      test_code: id,
      filename: "",
      line_no: 0,
      duration: 0,
    })),
  );
  return `${JSON.stringify({ version: 1, status: score === max ? "pass" : "fail", max_score: max, tests }, null, 1)}\n`;
}

/** JUnit XML: a suite for each student, a case for each check. */
export function junitXml({ students, seconds }: ClassResult): string {
  const suites = students.map(({ id, chapters }) => {
    const cases = chapters.flatMap(({ questions }) =>
      questions.flatMap(({ id: question, checks, message, score, max, seconds: took }) => {
        const all =
          checks.length > 0
            ? checks
            : [{ title: message, points: max, earned: score, explanation: score === max ? undefined : message }];
        return all.map(({ title, explanation }) => {
          const failure = explanation === undefined ? "" : `<failure message="${xml(explanation)}"/>`;
          return `  <testcase classname="${xml(question)}" name="${xml(title)}" time="${(took / all.length).toFixed(3)}">${failure}</testcase>`;
        });
      }),
    );
    const failures = cases.filter((one) => one.includes("<failure")).length;
    return [
      ` <testsuite name="${xml(id)}" tests="${cases.length}" failures="${failures}">`,
      ...cases,
      " </testsuite>",
    ].join("\n");
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites time="${seconds.toFixed(3)}">\n${suites.join("\n")}\n</testsuites>\n`;
}

/** Text for an attribute; characters that XML 1.0 cannot hold are shown as "?". */
function xml(text: string): string {
  const legal = Array.from(text, (character) => (isXml(character.codePointAt(0)!) ? character : "?")).join("");
  return legal.replace(/[&<>"\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const isXml = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code < 0xd800) ||
  (code >= 0xe000 && code < 0xfffe) ||
  code > 0xffff;
