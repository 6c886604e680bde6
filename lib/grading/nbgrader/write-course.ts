import { constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../../contracts";
import { writeNotebook } from "../../notebook";
import { loadExercise } from "../source/load-questions";
import { solutionFiles } from "../source/make-exercises";
import { readSolution } from "../source/read-solution";
import { makeNbgraderSource } from "./make-source";

/**
 * Makes a course folder of nbgrader: its configuration, where there is none yet, and `source/<chapter>/<notebook>.ipynb`
 * for each solution notebook. Assignments are called as chapters are, "02-05".
 *
 * @param options `folder`: the course folder, made when it is not there; `solutions`: folder of solution notebooks;
 *                `config`: the nbgrader_config.py to put there; `only`: only these solution notebooks, all unless given
 * @returns the notebooks written
 * @throws DataError when there is no solution notebook
 */
export async function writeNbgraderCourse({
  folder,
  solutions,
  config,
  only,
}: {
  readonly folder: string;
  readonly solutions: string;
  readonly config: string;
  readonly only?: readonly string[] | undefined;
}): Promise<string[]> {
  const files = only ?? (await solutionFiles(solutions));
  if (files.length === 0) throw new DataError(`${solutions}: holds no solution notebook`, { file: solutions });
  const written: string[] = [];
  for (const file of files) {
    const exercise = await loadExercise(await readSolution(file));
    const target = path.join(folder, "source", exercise.source.chapter, path.basename(file));
    await mkdir(path.dirname(target), { recursive: true });
    await writeNotebook(target, await makeNbgraderSource(exercise));
    written.push(target);
  }
  // An instructor's own configuration stays.
  const own = path.join(folder, "nbgrader_config.py");
  await copyFile(config, own, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return written;
}
