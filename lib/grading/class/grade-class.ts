import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../../bundle";
import { DataError, type ProgressListener, silent } from "../../contracts";
import { DEFAULT_LIMITS, type Enclosure, findEnclosure, type Limits } from "../sandbox/enclosure";
import { solutionFiles } from "../source/make-exercises";
import { chapterOf } from "../source/read-solution";
import { answerFingerprint } from "./answer-fingerprint";
import { collectSubmissions, type CollectedFile, type Submission } from "./collect";
import { chapterOfFile } from "./find-notebook";
import type { QuestionResult } from "./grade-question";
import { gradeSubmission } from "./grade-submission";
import { latenessOf, type LateRule, requireLateRule } from "./lateness";
import { type PreparedExercise, prepareExercise } from "./prepare";
import { isBlankAnswer, readAnswers, type SubmittedAnswers, UnreadableSubmission } from "./read-answers";
import { type ChapterResult, type ClassResult, roundMarks, type StudentResult } from "./results";
import { matchStudent, type Student } from "./roster";

export interface GradeClassOptions {
  /** Folder of submissions; see `collectSubmissions`. */
  readonly submissions: string;
  /** Folder of solution notebooks. */
  readonly solutions: string;
  /** Where results and the state of an interrupted grading are kept. */
  readonly out: string;
  /** Chapters that count, such as "02-05"; all that anybody handed in unless given. */
  readonly chapters?: readonly string[] | undefined;
  /** The students; whoever handed in unless given. */
  readonly students?: readonly Student[] | undefined;
  readonly late?: LateRule | undefined;
  /** Answers graded at the same time. */
  readonly parallel?: number;
  readonly limits?: Limits;
  /** Where random inputs come from; fresh for each class unless given, and kept in `out`. */
  readonly seed?: number | undefined;
  /** False: grade without bubblewrap even where it is. */
  readonly bubblewrap?: boolean;
  readonly onProgress?: ProgressListener;
  /** Told once, before the first answer runs. */
  readonly onEnclosure?: (enclosure: ClassResult["enclosure"]) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Of what is kept between gradings: what has another form is graded anew. */
const FORM = 2;

/** One notebook to be graded. */
interface Piece {
  readonly student: string;
  readonly exercise: PreparedExercise;
  readonly file: CollectedFile;
}

/**
 * Grades a class. What was graded before, with the same answers, solution, seed and limits, is taken from `out`; so an
 * interrupted grading goes on where it was, and a second one grades what changed.
 *
 * @param options where things are, who counts, what lateness costs; see {@link GradeClassOptions}
 * @returns all results; the caller writes reports
 * @throws DataError when there is nothing to grade
 * @throws the signal's reason when it is aborted; what was graded until then is kept
 */
export async function gradeClass(options: GradeClassOptions): Promise<ClassResult> {
  const started = performance.now();
  const { out, late, limits = DEFAULT_LIMITS, onProgress = silent, signal } = options;
  if (late) requireLateRule(late);
  const submissions = await collectSubmissions(options.submissions);
  const seed = options.seed ?? (await keptSeed(out));
  const { exercises, wanted } = await prepareExercises(options, submissions, seed);
  const enclosure = await findEnclosure({
    readable: await readableFolders(),
    limits,
    bubblewrap: options.bubblewrap ?? true,
  });

  const { kind, protects, lacks } = enclosure;
  options.onEnclosure?.({ kind, protects, lacks });

  const { owners, unmatched } = matchAll(submissions, options.students);
  const chosen = choosePieces(owners, exercises, unmatched);
  const results = new Map<string, ChapterResult>();
  let done = 0;
  const total = chosen.length;
  const tell = (): void => onProgress({ task: "grading", done, total, unit: "notebooks" });
  tell();
  await severalAtATime(chosen, options.parallel ?? 2, async (piece) => {
    results.set(
      `${piece.student} ${piece.exercise.source.chapter}`,
      await gradePiece(piece, { out, enclosure, limits, signal }),
    );
    done++;
    tell();
  });
  const students = [...owners].map(([id, { student, submission }]) => {
    const parts = wanted.map((chapter) => results.get(`${id} ${chapter}`) ?? notHandedIn(exercises.get(chapter)!));
    const timed = parts.map((part) => withLateness(part, chosen, id, late, student.extraDays));
    return studentResult(student, submission, timed);
  });
  return {
    students: students.sort((a, b) => (a.id < b.id ? -1 : 1)),
    unmatched,
    enclosure: { kind, protects, lacks },
    seconds: (performance.now() - started) / 1000,
  };
}

async function prepareExercises(
  options: GradeClassOptions,
  submissions: readonly Submission[],
  seed: number,
): Promise<{ exercises: Map<string, PreparedExercise>; wanted: string[] }> {
  const files = new Map((await solutionFiles(options.solutions)).map((file) => [chapterOf(file)!, file]));
  const byName = new Map([...files].map(([chapter, file]) => [path.basename(file), chapter]));
  const handedIn = new Set(
    submissions.flatMap(({ files: all }) => all.flatMap((file) => chapterOfFile(file, byName) ?? [])),
  );
  const wanted = options.chapters ?? [...files.keys()].filter((chapter) => handedIn.has(chapter));
  if (wanted.length === 0) {
    throw new DataError(`${options.submissions}: no notebook in it answers an exercise of ${options.solutions}`, {
      file: options.submissions,
    });
  }
  const exercises = new Map<string, PreparedExercise>();
  for (const chapter of wanted) {
    const file = files.get(chapter);
    if (file === undefined)
      throw new DataError(
        `${options.solutions}: has no exercises of chapter ${chapter}; there are ${[...files.keys()].join(", ")}`,
      );
    exercises.set(chapter, await prepareExercise(file, seed));
  }
  return { exercises, wanted: [...wanted] };
}

interface Owner {
  readonly student: Student;
  readonly submission: Submission | undefined;
}

function matchAll(
  submissions: readonly Submission[],
  students: readonly Student[] | undefined,
): { owners: Map<string, Owner>; unmatched: string[] } {
  const owners = new Map<string, Owner>(
    (students ?? []).map((student) => [student.id, { student, submission: undefined }]),
  );
  const unmatched: string[] = [];
  for (const submission of submissions) {
    const student = students
      ? matchStudent(submission.folder, students)
      : { id: submission.folder, name: submission.folder, aliases: [], extraDays: 0 };
    if (student === undefined) {
      unmatched.push(`${submission.folder}: belongs to nobody on the list of students, or to more than one`);
      continue;
    }
    const before = owners.get(student.id)?.submission;
    const both = before && {
      folder: `${before.folder}, ${submission.folder}`,
      files: [...before.files, ...submission.files],
      notes: [...before.notes, ...submission.notes],
    };
    owners.set(student.id, { student, submission: both ?? submission });
  }
  return { owners, unmatched };
}

/** The file of each student and chapter; of several the one that was handed in last. */
function choosePieces(
  owners: ReadonlyMap<string, Owner>,
  exercises: ReadonlyMap<string, PreparedExercise>,
  unmatched: string[],
): Piece[] {
  const byName = new Map([...exercises.values()].map(({ source }) => [path.basename(source.file), source.chapter]));
  return [...owners].flatMap(([student, { submission }]) => {
    const latest = new Map<string, CollectedFile>();
    for (const file of submission?.files ?? []) {
      // When one chapter is graded and one file was handed in, it is that chapter's, whatever it calls itself.
      const only = exercises.size === 1 && submission!.files.length === 1 ? [...exercises.keys()][0] : undefined;
      const chapter = chapterOfFile(file, byName) ?? only;
      if (chapter === undefined) unmatched.push(`${submission!.folder}: ${file.name} answers none of these exercises`);
      else if ((latest.get(chapter)?.time.getTime() ?? -Infinity) <= file.time.getTime()) latest.set(chapter, file);
    }
    return [...latest].map(([chapter, file]) => ({ student, exercise: exercises.get(chapter)!, file }));
  });
}

interface PieceOptions {
  readonly out: string;
  readonly enclosure: Enclosure;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
}

async function gradePiece(
  { student, exercise, file }: Piece,
  { out, enclosure, limits, signal }: PieceOptions,
): Promise<ChapterResult> {
  let submitted: SubmittedAnswers;
  try {
    submitted = readAnswers(file.bytes, exercise.source);
  } catch (error) {
    if (!(error instanceof UnreadableSubmission)) throw error;
    return withoutAnswers(exercise, `${error.message}.`, true);
  }
  const key = createHash("sha256")
    .update(`${FORM} ${submitted.hash} ${exercise.fingerprint} ${enclosure.kind} ${JSON.stringify(limits)}`)
    .digest("hex");
  const kept = path.join(
    out,
    ".state",
    createHash("sha256").update(student).digest("hex").slice(0, 24),
    `${exercise.source.chapter}.json`,
  );
  const before = await readKept(kept, key);
  if (before) return before;
  const questions = await gradeSubmission(exercise, submitted, { enclosure, limits, folder: exercise.folder, signal });
  const result = chapterResult(exercise, questions, submitted);
  await mkdir(path.dirname(kept), { recursive: true });
  await writeFileAtomic(kept, JSON.stringify({ key, result }));
  return result;
}

async function readKept(file: string, key: string): Promise<ChapterResult | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, "utf8")) as { key: string; result: ChapterResult };
    return kept.key === key ? kept.result : undefined;
  } catch {
    return undefined;
  }
}

function chapterResult(
  { source, max, questions: prepared }: PreparedExercise,
  questions: readonly QuestionResult[],
  { answers, notes }: SubmittedAnswers,
): ChapterResult {
  const earned = questions.reduce((sum, { score }) => sum + score, 0);
  const prints = prepared.flatMap(({ loaded }) => {
    const text = answers.get(loaded.source.id);
    const print =
      text === undefined || isBlankAnswer(loaded.source, text) || loaded.source.level === "find the bug"
        ? undefined
        : answerFingerprint(text);
    return print === undefined ? [] : [[loaded.source.id, print] as const];
  });
  return {
    chapter: source.chapter,
    title: source.title,
    notebook: notebookName(source.file),
    isHandedIn: true,
    earned,
    score: earned,
    max,
    lateDays: 0,
    kept: 1,
    notes,
    questions,
    answers: Object.fromEntries(prints),
  };
}

function withoutAnswers(exercise: PreparedExercise, message: string, isHandedIn: boolean): ChapterResult {
  const { source, max, questions } = exercise;
  const empty = questions.map(({ loaded }) => ({
    id: loaded.source.id,
    title: loaded.source.title,
    score: 0,
    max: loaded.max,
    message: message[0]!.toUpperCase() + message.slice(1),
    checks: [],
    mistake: undefined,
    seconds: 0,
  }));
  return {
    chapter: source.chapter,
    title: source.title,
    notebook: notebookName(source.file),
    isHandedIn,
    earned: 0,
    score: 0,
    max,
    lateDays: 0,
    kept: 1,
    notes: [message],
    questions: empty,
    answers: {},
  };
}

const notebookName = (file: string): string => path.basename(file, ".ipynb");

const notHandedIn = (exercise: PreparedExercise): ChapterResult => withoutAnswers(exercise, "not handed in.", false);

function withLateness(
  part: ChapterResult,
  pieces: readonly Piece[],
  student: string,
  late: LateRule | undefined,
  extraDays: number,
): ChapterResult {
  const piece = pieces.find((one) => one.student === student && one.exercise.source.chapter === part.chapter);
  if (piece === undefined) return part;
  const { days, kept } = latenessOf(piece.file.time, late, extraDays);
  if (days === 0) return part;
  const note =
    kept === 0
      ? `handed in ${days} days late, after the last day`
      : `handed in late, on day ${days} after the deadline: ${Math.round(100 * kept)} % of the marks count`;
  return { ...part, score: roundMarks(part.earned * kept), lateDays: days, kept, notes: [...part.notes, note] };
}

function studentResult(
  { id, name }: Student,
  submission: Submission | undefined,
  chapters: readonly ChapterResult[],
): StudentResult {
  const score = roundMarks(chapters.reduce((sum, part) => sum + part.score, 0));
  const max = chapters.reduce((sum, part) => sum + part.max, 0);
  return { id, name, folder: submission?.folder, score, max, notes: submission?.notes ?? [], chapters };
}

/** A fresh seed, kept beside the results so that every student of a class gets the same inputs. */
async function keptSeed(out: string): Promise<number> {
  const file = path.join(out, ".state", "seed.json");
  try {
    return (JSON.parse(await readFile(file, "utf8")) as { seed: number }).seed;
  } catch {
    const seed = randomBytes(6).readUIntLE(0, 6);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, JSON.stringify({ seed }));
    return seed;
  }
}

/** The library, and the packages around it: never solutions, results or submissions. */
async function readableFolders(): Promise<string[]> {
  const library = path.resolve(__dirname, "..", "..", "..");
  const packages = [path.join(library, "node_modules"), path.join(library, "..", "node_modules")];
  return [
    path.join(library, "dist"),
    path.join(library, "package.json"),
    ...packages,
    ...(await Promise.all(packages.map((one) => realpath(one).catch(() => one)))),
  ];
}

async function severalAtATime<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lanes = Array.from({ length: Math.max(1, Math.min(parallel, items.length)) }, async () => {
    while (next < items.length) await work(items[next++]!);
  });
  await Promise.all(lanes);
}
