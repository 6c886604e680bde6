import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DataError, ValueError } from "../../contracts";
import type { Kit, KitQuestion, WrittenKit } from "./kit";

/**
 * The folder that holds a learner's work: the nearest one upwards that has an `exercises` folder, else the given one.
 */
export function projectFolder(from: string): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (entriesOf(path.join(folder, "exercises")).length > 0) return folder;
    if (path.dirname(folder) === folder) return path.resolve(from);
  }
}

/**
 * The checks of one question, from the exercise notebook of its chapter: in this folder, or in the project's
 * `exercises/<part>/`.
 *
 * @param id   "02-05.3"
 * @param from the folder to begin in
 * @throws ValueError when the id has another form, or the chapter has no such question
 * @throws DataError when there is no exercise notebook of the chapter, or it has lost its checks
 */
export function findQuestion(id: string, from: string): { kit: Kit; question: KitQuestion } {
  const match = /^(\d\d-\d\d)\.\d+$/.exec(id);
  if (match === null) throw new ValueError(`a question's id must look like 02-05.3, received ${JSON.stringify(id)}`);
  const kit = findKit(match[1]!, from);
  const question = kit.questions.find((one) => one.id === id);
  if (question === undefined) {
    throw new ValueError(
      `chapter ${kit.chapter} has the questions ${kit.questions.map((one) => one.id).join(", ")}, received ${id}`,
    );
  }
  return { kit, question };
}

function findKit(chapter: string, from: string): Kit {
  const file = exerciseFiles(from).find((one) => one.chapter === chapter);
  if (file === undefined)
    throw new DataError(`there is no exercise notebook of chapter ${chapter} in ${from} or in exercises/`);
  return readKit(file.path);
}

/** Every exercise notebook that can be seen from a folder, those beside it first. */
export function exerciseFiles(from: string): { chapter: string; path: string }[] {
  const parts = path.join(projectFolder(from), "exercises");
  const folders = [
    path.resolve(from),
    ...entriesOf(parts)
      .filter((name) => /^\d\d-/.test(name))
      .sort()
      .map((name) => path.join(parts, name)),
  ];
  return [...new Set(folders)].flatMap((folder) =>
    entriesOf(folder)
      .filter((name) => /^\d\d-.*\.ipynb$/.test(name))
      .sort()
      .flatMap((name) => {
        const part = /^(\d\d)-/.exec(path.basename(folder))?.[1] ?? chapterInside(path.join(folder, name))?.slice(0, 2);
        return part === undefined ? [] : [{ chapter: `${part}-${name.slice(0, 2)}`, path: path.join(folder, name) }];
      }),
  );
}

/** The kit in an exercise notebook. Throws DataError when there is none. */
export function readKit(file: string): Kit {
  const kit = metadataOf(file)?.kit as WrittenKit | undefined;
  if (kit?.format !== 1) throw new DataError(`${file}: holds no checks: get the exercise notebook anew`, { file });
  return { ...kit, questions: kit.questions.map((text) => JSON.parse(text) as KitQuestion) };
}

const chapterInside = (file: string): string | undefined => {
  const chapter = metadataOf(file)?.exercises;
  return typeof chapter === "string" ? chapter : undefined;
};

function metadataOf(file: string): { kit?: unknown; exercises?: unknown } | undefined {
  try {
    const notebook = JSON.parse(readFileSync(file, "utf8")) as { metadata?: { cartwright?: { kit?: unknown } } };
    return notebook.metadata?.cartwright;
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
