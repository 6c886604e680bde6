import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gradeClass, type QuestionSource, readSolution } from "cartwright/grading";
import { formatNotebook, type Notebook, readNotebook } from "cartwright/notebook";
import type { Bench } from "../frame/bench";
import { places } from "../frame/places";

const NAME = "02-factorisation/05-implicit-als.ipynb";
const SUBMISSIONS = 40;

/** How the answers of one submission are: of five, two are right, and the others half right, mistaken and blank. */
const KINDS = ["right", "right", "half", "mistaken", "blank"] as const;

/** 40 submissions of the exercise 02-05, seconds for each; beside nbgrader's autograde on five of them with the course's kernel. */
export const grade: Bench = {
  name: "grade",
  title: "grading, seconds a submission (ours 40 of them, the peer 5)",
  peerTitle: "nbgrader 0.9.6 (autograde)",
  inputs: [],
  threads: 2,
  async ours({ threads, answer }) {
    const folder = mkdtempSync(join(tmpdir(), "cartwright-bench-grade-"));
    try {
      await handIn(join(folder, "submitted"));
      const solutions = join(places.root, "solutions");
      const start = performance.now();
      const { students } = await gradeClass({
        submissions: join(folder, "submitted"),
        solutions,
        out: join(folder, "results"),
        chapters: ["02-05"],
        parallel: threads,
      });
      const seconds = (performance.now() - start) / 1000 / SUBMISSIONS;
      const shares = students.map(({ score, max }) => score / max);
      writeFileSync(answer, JSON.stringify(shares));
      return { seconds };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  peerScript: "grade.py",
  quality(_, answer) {
    const shares = JSON.parse(readFileSync(answer, "utf8")) as number[];
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  },
  qualityName: "mean share of the marks",
};

async function handIn(folder: string): Promise<void> {
  const exercise = await readNotebook(join(places.root, "exercises", NAME));
  const { questions } = await readSolution(join(places.root, "solutions", NAME));
  for (let n = 0; n < SUBMISSIONS; n++) {
    const student = join(folder, `student-${n}`);
    mkdirSync(student, { recursive: true });
    writeFileSync(
      join(student, "05-implicit-als.ipynb"),
      formatNotebook(answered(exercise, questions, KINDS[n % KINDS.length]!)),
    );
  }
}

function answered(exercise: Notebook, questions: readonly QuestionSource[], kind: (typeof KINDS)[number]): Notebook {
  const answers = new Map(
    questions.flatMap(({ number, answer, mistakes }) => {
      const isRight = kind === "right" || (kind === "half" && number % 2 === 1);
      const right = [...answer.before, ...answer.solution, ...answer.after].join("\n");
      const text = isRight ? right : kind === "mistaken" ? mistakes[0]!.source : undefined;
      return text === undefined ? [] : [[`q${number}-answer`, text] as const];
    }),
  );
  const cells = exercise.cells.map((cell) => ({ ...cell, source: answers.get(cell.id) ?? cell.source }));
  return { ...exercise, cells };
}
