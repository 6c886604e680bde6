import path from "node:path";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError } from "commander";
import {
  type ClassResult,
  gradeClass,
  type LateRule,
  readMarks,
  readRoster,
  requireNbgrader,
  withMarks,
  writeGradebook,
  writeReports,
} from "../../grading";
import { readFile } from "node:fs/promises";
import { interruptible } from "../interrupt";
import { integerValue, nameList, numberValue, requireFile, requireFolder } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printText, textTable } from "../terminal";
import { UsageError } from "../usage-error";

interface GradeFlags {
  submissions: string;
  out: string;
  solutions?: string;
  chapter?: string[];
  students?: string;
  deadline?: Date;
  late?: number;
  grace?: number;
  lastDay?: number;
  parallel?: number;
  seed?: number;
  bubblewrap: boolean;
  marks?: string;
  nbgrader?: string;
  gradebook?: string;
  json?: boolean;
}

/** `cartwright grade`: the notebooks of a class against the course's solutions. */
export function registerGrade(program: Command): void {
  program
    .command("grade")
    .description("grade the exercise notebooks of a class")
    .requiredOption(
      "--submissions <dir>",
      "a folder or zip for each student, nbgrader's submitted/, GitHub Classroom clones",
    )
    .requiredOption("--out <dir>", "where reports go; an interrupted grading goes on from here")
    .option("--solutions <dir>", "solution notebooks; those of the course unless given")
    .option("--chapter <list>", "only these chapters, such as 02-05; all that were handed in unless given", nameList)
    .option("--students <file>", "the class as CSV: id, and where there are name, github, email, extra_days")
    .option("--deadline <time>", "when it was due, such as 2026-11-30T18:00Z", dateValue)
    .option("--late <share>", "share of the marks that each day begun costs, 0 to 1", numberValue({ least: 0 }))
    .option("--grace <minutes>", "minutes after the deadline that still count", numberValue({ least: 0 }))
    .option("--last-day <days>", "days after the deadline from which nothing is accepted", integerValue())
    .option("--parallel <n>", "notebooks graded at once; the number of cores unless given", integerValue(1, 256))
    .option("--seed <n>", "draw the same inputs again; fresh ones unless given", integerValue())
    .option("--no-bubblewrap", "do not use bubblewrap even where it is")
    .option(
      "--nbgrader <python>",
      "a Python that has nbgrader: the marks are also written to its gradebook.db, through it",
    )
    .option("--gradebook <file>", "the gradebook.db for --nbgrader; OUT/gradebook.db unless given")
    .option("--json", "print results.json")
    .addHelpText("after", NOTES)
    .action(async (flags: GradeFlags) => interruptible((signal) => grade(flags, signal)));
}

const NOTES = `
Writes results.json, details.json, gradebook.csv, class.html, junit.xml, and for each student students/ID.html,
gradescope/ID.json and github-classroom/ID.json. Answers run in processes of their own; what that protects from on this
machine is said before grading begins. --nbgrader adds marks to a gradebook.db, new or a course's own. Run it again after Ctrl-C, or when some handed in again: what has not changed is kept.

Examples:
  cartwright grade --submissions handed-in --out results
  cartwright grade --submissions handed-in --out results --students class.csv --deadline 2026-11-30T18:00Z --late 0.1`;

async function grade(flags: GradeFlags, signal: AbortSignal): Promise<void> {
  const { submissions, out, chapter: chapters, seed, bubblewrap, json } = flags;
  await requireFolder("--submissions", submissions);
  const solutions = flags.solutions ?? courseSolutions();
  await requireFolder("--solutions", solutions);
  if (flags.students !== undefined) await requireFile("--students", flags.students);
  if (flags.marks !== undefined) await requireFile("--marks", flags.marks);
  const marks = flags.marks === undefined ? [] : await readMarks(flags.marks);
  const students = flags.students === undefined ? undefined : await readRoster(flags.students);
  if (flags.gradebook !== undefined && flags.nbgrader === undefined)
    throw new UsageError("--gradebook needs --nbgrader, which names the Python that has nbgrader");
  if (flags.nbgrader !== undefined) await requireNbgrader(flags.nbgrader);
  const progress = showProgress();
  let result: ClassResult;
  try {
    const parallel = flags.parallel ?? availableParallelism();
    const options = {
      submissions,
      solutions,
      out,
      chapters,
      students,
      late: lateRule(flags),
      parallel,
      seed,
      bubblewrap,
    };
    result = await gradeClass({ ...options, onProgress: progress.listen, onEnclosure: tellEnclosure, signal });
  } finally {
    progress.stop();
  }
  result = withMarks(result, marks);
  await writeReports(out, result);
  if (flags.nbgrader !== undefined) {
    const gradebook = flags.gradebook ?? path.join(out, "gradebook.db");
    await writeGradebook(result, { python: flags.nbgrader, gradebook });
    note(`nbgrader's gradebook: ${gradebook}`);
  }
  for (const one of result.unmatched) note(`not graded: ${one}`);
  note(`reports: ${path.join(out, "class.html")} and beside it`);
  if (json === true)
    process.stdout.write(`${JSON.stringify(JSON.parse(await readFile(path.join(out, "results.json"), "utf8")))}\n`);
  else printText(scoresTable(result));
}

function tellEnclosure({ kind, protects, lacks }: ClassResult["enclosure"]): void {
  note(`answers run in: ${kind}`);
  for (const one of protects) note(`  ${one}`);
  for (const one of lacks) note(`  ! ${one}`);
}

/** The solutions of the clone that this command belongs to. */
function courseSolutions(): string {
  const folder = path.resolve(__dirname, "..", "..", "..", "..", "solutions");
  if (!existsSync(folder))
    throw new UsageError("--solutions: the installed package holds no solutions; name a folder of them");
  return folder;
}

function lateRule({ deadline, late, grace, lastDay }: GradeFlags): LateRule | undefined {
  if (deadline === undefined) {
    if (late ?? grace ?? lastDay) throw new UsageError("--late, --grace and --last-day need --deadline");
    return undefined;
  }
  if (late !== undefined && late > 1) throw new UsageError(`--late must lie in [0, 1], received ${late}`);
  return { deadline, perDay: late ?? 0, graceMinutes: grace ?? 0, lastDay };
}

function dateValue(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError("It must be a time such as 2026-11-30T18:00Z.");
  return date;
}

function scoresTable({ students }: ClassResult): string {
  return textTable(
    ["student", "score", "of", ""],
    students.map(({ id, score, max, folder }) => [id, score, max, folder === undefined ? "not handed in" : ""]),
  );
}
