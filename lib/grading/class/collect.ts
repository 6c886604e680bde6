import { lstat, open, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../../contracts";
import { BadZip, readZip } from "./read-zip";

/** One notebook that somebody handed in. */
export interface CollectedFile {
  /** Where it came from, for people. */
  readonly place: string;
  /** Its path below the student's folder, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** When it was handed in, as far as is known. */
  readonly time: Date;
}

/** What one student handed in. */
export interface Submission {
  /** The folder's or file's name, which is matched with the list of students. */
  readonly folder: string;
  readonly files: readonly CollectedFile[];
  /** What was left out and why, a sentence each. */
  readonly notes: readonly string[];
}

const MOST_FILE = 20 * 2 ** 20;
const MOST_ZIP = 200 * 2 ** 20;
const MOST_DEPTH = 8;
const MOST_FILES = 2_000;

/**
 * Collects submissions from a folder: a folder or a zip for each student, one zip of the whole class, nbgrader's course
 * folder or its `submitted/`, a folder of GitHub Classroom clones, or notebooks named by student. Links are not followed,
 * nothing is written, and what is too large is left out with a note.
 *
 * @param folder where submissions lie
 * @throws DataError when there is nothing in it
 */
export async function collectSubmissions(folder: string): Promise<Submission[]> {
  const names = (await readdir(folder)).sort();
  if (names.includes("submitted") && (await lstat(path.join(folder, "submitted"))).isDirectory())
    return collectSubmissions(path.join(folder, "submitted"));
  const found: Submission[] = [];
  for (const name of names) {
    if (name.startsWith(".") || name === "__MACOSX") continue;
    const file = path.join(folder, name);
    const about = await lstat(file);
    if (about.isSymbolicLink())
      found.push({ folder: name, files: [], notes: [`${name} is a link, and was not followed`] });
    else if (about.isDirectory()) found.push(await collectFolder(file, name));
    else if (/\.zip$/i.test(name)) found.push(...(await collectZip(file, name, names)));
    else if (/\.ipynb$/i.test(name)) found.push(await collectNotebook(file, name));
  }
  if (found.length === 0)
    throw new DataError(`${folder}: holds no submission: a folder, a zip or a notebook for each student`, {
      file: folder,
    });
  const clones = await Promise.all(found.map(({ folder: name }) => isClone(path.join(folder, name))));
  return mergeByFolder(clones.every(Boolean) ? withoutCommonPrefix(found) : found);
}

/** `02-05-implicit-als_ada.ipynb` and `ada.ipynb` are Ada's. */
async function collectNotebook(file: string, name: string): Promise<Submission> {
  const student = name.replace(/\.ipynb$/i, "");
  return { folder: student, ...(await readNotebookFile(file, name)) };
}

async function collectFolder(folder: string, student: string): Promise<Submission> {
  const files: CollectedFile[] = [];
  const notes: string[] = [];
  let seen = 0;
  const visit = async (inside: string, depth: number): Promise<void> => {
    const entries = (await readdir(path.join(folder, inside), { withFileTypes: true })).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    for (const entry of entries) {
      if (++seen > MOST_FILES) return;
      const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "solutions") continue;
      if (entry.isSymbolicLink()) {
        if (/\.(ipynb|zip)$/i.test(name)) notes.push(`${name} is a link, and was not followed`);
      } else if (entry.isDirectory()) {
        if (depth < MOST_DEPTH) await visit(name, depth + 1);
      } else if (/\.ipynb$/i.test(name) && entry.isFile()) {
        const read = await readNotebookFile(path.join(folder, name), name);
        files.push(...read.files);
        notes.push(...read.notes);
      } else if (/\.zip$/i.test(name) && entry.isFile()) {
        const read = await readZipFile(path.join(folder, name), name);
        files.push(...read.files);
        notes.push(...read.notes);
      }
    }
  };
  await visit("", 0);
  const stamp = await timestampOf(folder);
  return {
    folder: student,
    files: stamp === undefined ? files : files.map((file) => ({ ...file, time: stamp })),
    notes,
  };
}

/** nbgrader notes when it collected in `<assignment>/timestamp.txt`. */
async function timestampOf(folder: string): Promise<Date | undefined> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const file = path.join(folder, entry.name, "timestamp.txt");
    const isPlain = await lstat(file).then(
      (about) => about.isFile() && about.size < 200,
      () => false,
    );
    if (!isPlain) continue;
    const time = new Date(
      (await readFile(file, "utf8"))
        .trim()
        .replace(/ UTC$/, "Z")
        .replace(" ", "T")
        .replace(/ (?=[Z+-])/, ""),
    );
    if (!Number.isNaN(time.getTime())) return time;
  }
  return undefined;
}

async function readNotebookFile(file: string, name: string): Promise<Pick<Submission, "files" | "notes">> {
  const read = await readPlainFile(file, MOST_FILE);
  if (typeof read === "string") return { files: [], notes: [`${name} ${read}`] };
  return { files: [{ place: file, name, ...read }], notes: [] };
}

async function readZipFile(file: string, name: string): Promise<Pick<Submission, "files" | "notes">> {
  const read = await readPlainFile(file, MOST_ZIP);
  if (typeof read === "string") return { files: [], notes: [`${name} ${read}`] };
  try {
    const { notebooks, notes } = readZip(read.bytes);
    return {
      files: notebooks.map(({ name: inside, bytes }) => ({
        place: `${file} › ${inside}`,
        name: inside,
        bytes,
        time: read.time,
      })),
      notes: notes.map((note) => `${name}: ${note}`),
    };
  } catch (error) {
    if (error instanceof BadZip) return { files: [], notes: [`${name}: ${error.message}`] };
    throw error;
  }
}

/** Opens once and asks what was opened, so that it cannot be exchanged for a link in between. */
async function readPlainFile(file: string, most: number): Promise<{ bytes: Uint8Array; time: Date } | string> {
  const handle = await open(file, "r");
  try {
    const about = await handle.stat();
    if (!about.isFile()) return "is no plain file, and was not read";
    if (about.size > most) return `is larger than ${most / 2 ** 20} MB, and was not read`;
    return { bytes: await handle.readFile(), time: about.mtime };
  } finally {
    await handle.close();
  }
}

/** A zip beside others is one student's; a zip that holds folders and stands alone is the class's. */
async function collectZip(file: string, name: string, siblings: readonly string[]): Promise<Submission[]> {
  const { files, notes } = await readZipFile(file, name);
  const alone = siblings.filter((one) => !one.startsWith(".")).length === 1;
  const folders = new Set(files.map(({ name: inside }) => inside.split("/")[0]!));
  const isClass = alone && folders.size > 1 && files.every(({ name: inside }) => inside.includes("/"));
  if (!isClass) return [{ folder: name.replace(/\.zip$/i, ""), files, notes }];
  return [...folders].sort().map((student) => ({
    folder: student,
    files: files
      .filter(({ name: inside }) => inside.startsWith(`${student}/`))
      .map((one) => ({ ...one, name: one.name.slice(student.length + 1) })),
    notes: notes.filter((note) => note.includes(`: ${student}/`)),
  }));
}

const isClone = (folder: string): Promise<boolean> =>
  lstat(path.join(folder, ".git")).then(
    () => true,
    () => false,
  );

/** GitHub Classroom names clones `<assignment>-<user>`: what all names begin with, up to a dash, is the assignment's. */
function withoutCommonPrefix(found: readonly Submission[]): Submission[] {
  const names = found.map(({ folder }) => folder);
  if (names.length < 2) return [...found];
  let prefix = names[0]!.slice(0, names[0]!.lastIndexOf("-") + 1);
  while (prefix !== "" && !names.every((name) => name.startsWith(prefix) && name.length > prefix.length)) {
    prefix = prefix.slice(0, prefix.lastIndexOf("-", prefix.length - 2) + 1);
  }
  return found.map((one) => ({ ...one, folder: one.folder.slice(prefix.length) }));
}

function mergeByFolder(found: readonly Submission[]): Submission[] {
  const merged = new Map<string, Submission>();
  for (const one of found) {
    const before = merged.get(one.folder);
    merged.set(
      one.folder,
      before
        ? { folder: one.folder, files: [...before.files, ...one.files], notes: [...before.notes, ...one.notes] }
        : one,
    );
  }
  return [...merged.values()];
}
