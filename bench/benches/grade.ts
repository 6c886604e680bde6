import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gradeClass, writeNbgraderCourse } from "cartwright/grading";
import type { Bench } from "../frame/bench";
import { type AnswerKind, handIn } from "../frame/handed-in";
import { nbgraderPython } from "../frame/peers-venv";
import { places } from "../frame/places";

const CHAPTER = "02-05";
const NAME = "05-implicit-als.ipynb";
const exercise = join(places.root, "exercises", "02-factorisation", NAME);
const solution = join(places.root, "solutions", "02-factorisation", NAME);

/** Of five submissions, two are right, and the others half right, mistaken and blank. */
const KINDS: readonly AnswerKind[] = ["right", "right", "half", "mistaken", "blank"];
const SUBMISSIONS = 40;

/** nbgrader's course folder: inside the clone, where cells find the library. */
const course = join(places.root, "build", "bench-nbgrader");

/**
 * 40 submissions of the exercise 02-05, seconds for each, beside nbgrader's autograde on five of them with the course's
 * kernel. Both draw the same kind of inputs from the same solution and try every check, so both give the same marks.
 */
export const grade: Bench = {
  name: "grade",
  title: "grading, seconds a submission (ours 40 of them, the peer 5)",
  peerTitle: "nbgrader 0.9.6 (autograde, one run)",
  inputs: [],
  threads: 2,
  peerPython: nbgraderPython,
  mostPeerRuns: 1,
  runSeconds: 360,
  async prepare() {
    rmSync(course, { recursive: true, force: true });
    const config = join(places.root, "jupyter", "nbgrader", "nbgrader_config.py");
    const solutions = join(places.root, "solutions");
    await writeNbgraderCourse({ folder: course, solutions, config, only: [solution] });
    const placeOf = (student: string): string => join(course, "submitted", student, CHAPTER, NAME);
    // nbgrader knows its cells by what it wrote into their metadata.
    await handIn({ exercise: join(course, "source", CHAPTER, NAME), solution, kinds: KINDS, placeOf });
  },
  async ours({ threads, answer }) {
    const folder = mkdtempSync(join(tmpdir(), "cartwright-bench-grade-"));
    try {
      const kinds = Array.from({ length: SUBMISSIONS }, (_, n) => KINDS[n % KINDS.length]!);
      const submissions = join(folder, "submitted");
      await handIn({ exercise, solution, kinds, placeOf: (student) => join(submissions, student, NAME) });
      const start = performance.now();
      const { students } = await gradeClass({
        submissions,
        solutions: join(places.root, "solutions"),
        out: join(folder, "results"),
        chapters: [CHAPTER],
        parallel: threads,
      });
      const seconds = (performance.now() - start) / 1000 / SUBMISSIONS;
      writeFileSync(answer, JSON.stringify(students.map(({ score, max }) => score / max)));
      return { seconds };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  peerScript: "grade.py",
  peerEnvironment: () => ({ CARTWRIGHT_BENCH_COURSE: course }),
  quality(_, answer) {
    const shares = JSON.parse(readFileSync(answer, "utf8")) as number[];
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  },
  qualityName: "mean share of the marks",
};
