import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { loadExercise, makeExercise, parseSolution } from "cartwright/grading";
import { formatNotebook, fromPercent, type Notebook } from "cartwright/notebook";

/** A small exercise: a value, a function, and a function that needs the given code. */
export const SOLUTION = `// ---
// {"cartwright":{"exercises":"00-99"}}
// ---

// %% [markdown] {"id":"title"}
// # 00-99 Exercises: a fixture

// %% {"id":"shared"}
const LEAST = 1; // what q3 counts from

// %% {"id":"checks"}
import { agrees, examples, questionChecks, value } from "cartwright/grading";
import type { Random } from "cartwright/random";

const draw = (random: Random, size: number): [number[]] => [Array.from({ length: size + 1 }, () => random.integer(80) - 20)];

// %% [markdown] {"id":"q1","exercise":{"level":"recall","hints":["Count."]}}
// ## 1. A number
//
// How many sides has a cube?

// %% {"id":"q1-answer"}
/// BEGIN SOLUTION
const sides: number = 6;
/// STUB
// const sides: number = NaN; // your answer
/// END SOLUTION

// %% {"id":"q1-checks"}
questionChecks(value("sides", { sides: sides }, { points: 1, tolerance: 0.1 }));

// %% [markdown] {"id":"q1-why"}
// Six, like a die: it has as many faces as a coin has sides, three times over.

// %% [markdown] {"id":"q2","exercise":{"level":"complete the code","about":["shop"],"hints":["Add up.","Divide by how many there are."],"seconds":2}}
// ## 2. The mean
//
// The mean of a list; 0 of an empty one.

// %% {"id":"q2-answer"}
function mean(values: number[]): number {
  /// BEGIN SOLUTION
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
  /// END SOLUTION
}

// %% {"id":"q2-checks"}
questionChecks(
  examples("by hand", mean, { points: 1, cases: [[[[]], 0], [[[2, 4]], 3]] }),
  agrees("any numbers", mean, {
    points: 2,
    inputs: draw,
    right: (values) => {
      let sum = 0;
      for (const one of values) sum += one;
      return sum / values.length;
    },
  }),
);

// %% [raw] {"id":"q2-mistake-sum","exercise":{"message":"You forgot to divide.","marks":0}}
// return values.reduce((sum, one) => sum + one, 0);

// %% [raw] {"id":"q2-mistake-empty","exercise":{"message":"The mean of nothing is 0 here, and you divide by 0.","marks":2}}
// return values.reduce((sum, one) => sum + one, 0) / values.length;

// %% [markdown] {"id":"q2-why"}
// The sum over the count. Another way: a running mean, which moves by a share of each new difference.

// %% [markdown] {"id":"q3","exercise":{"level":"design","about":["wrong number"],"hints":["Look at LEAST."],"seconds":2}}
// ## 3. How many
//
// How many numbers are LEAST or more.

// %% {"id":"q3-answer"}
function countLarge(values: number[]): number {
  /// BEGIN SOLUTION
  return values.filter((one) => one >= LEAST).length;
  /// END SOLUTION
}

// %% {"id":"q3-checks"}
questionChecks(
  examples("by hand", countLarge, { points: 1, cases: [[[[0, 1, 2]], 2]] }),
  agrees("any numbers", countLarge, { points: 1, inputs: draw }),
);

// %% [raw] {"id":"q3-mistake-above","exercise":{"message":"LEAST itself counts too.","marks":0}}
// return values.filter((one) => one > LEAST + 40).length;

// %% [raw] {"id":"q3-mistake-all","exercise":{"message":"You counted them all.","marks":0}}
// return values.length;

// %% [markdown] {"id":"q3-why"}
// Filter, and count what is left; or count in a loop.
`;

/** Right answers, by cell. */
export const RIGHT: Readonly<Record<string, string>> = {
  "q1-answer": "const sides: number = 6;",
  "q2-answer":
    "function mean(values: number[]): number {\n  return values.length === 0 ? 0 : values.reduce((a, b) => a + b) / values.length;\n}",
  "q3-answer":
    "function countLarge(values: number[]): number {\n  return values.filter((one) => one >= LEAST).length;\n}",
};

export interface Fixture {
  readonly solutions: string;
  readonly file: string;
  readonly exercise: Notebook;
}

/** Writes the fixture's solution into a folder and makes its exercise. */
export async function writeFixture(folder: string, text = SOLUTION): Promise<Fixture> {
  const solutions = path.join(folder, "solutions");
  const file = path.join(solutions, "00-fixtures", "99-small.ipynb");
  await mkdir(path.dirname(file), { recursive: true });
  const notebook = fromPercent(text);
  await writeFile(file, formatNotebook(notebook));
  const exercise = await makeExercise(await loadExercise(parseSolution(notebook, file)));
  return { solutions, file, exercise };
}

/** The exercise with some answers filled in. */
export function answered(exercise: Notebook, answers: Readonly<Record<string, string>>): Notebook {
  const cells = exercise.cells.map((cell) =>
    answers[cell.id] === undefined ? cell : { ...cell, source: answers[cell.id]! },
  );
  return { ...exercise, cells } as Notebook;
}
