import { readFile } from "node:fs/promises";
import { DataError } from "../../contracts";
import { csvLines } from "./csv-lines";

/** A student as the instructor's list has them. */
export interface Student {
  readonly id: string;
  readonly name: string;
  /** Other names under which they hand in: a GitHub user, an e-mail address. */
  readonly aliases: readonly string[];
  /** Days after the deadline that are allowed to them. */
  readonly extraDays: number;
}

/**
 * Reads the list of students: CSV with a header; `id` is needed, `name`, `github`, `email` and `extra_days` are used where
 * they are there.
 *
 * @throws DataError naming file and line
 */
export async function readRoster(file: string): Promise<Student[]> {
  const { header, rows } = csvLines(await readFile(file, "utf8"));
  if (!header.includes("id"))
    throw new DataError(`${file}:1: must have a column "id", found ${header.join(", ")}`, { file, line: 1 });
  const seen = new Set<string>();
  return rows.map(({ line, of }) => {
    const id = of("id");
    const fail = (message: string): never => {
      throw new DataError(`${file}:${line}: ${message}`, { file, line });
    };
    if (id === "" || seen.has(id)) fail(id === "" ? "must have an id" : `has the id ${id} a second time`);
    seen.add(id);
    const extraDays = of("extra_days") === "" ? 0 : Number(of("extra_days"));
    if (!(extraDays >= 0)) fail(`extra_days must be a number of at least 0, received ${of("extra_days")}`);
    return {
      id,
      name: of("name") || id,
      aliases: [of("github"), of("email"), of("name")].filter((one) => one !== ""),
      extraDays,
    };
  });
}

/**
 * Finds whose a folder is: it bears the student's id, name or another of their names, alone or as the part before or after
 * an underscore or dash, as learning platforms write it.
 *
 * @returns undefined when nobody, or more than one, fits
 */
export function matchStudent(folder: string, students: readonly Student[]): Student | undefined {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[\s_.@-]+/g, " ")
      .trim();
  const name = plain(folder);
  const namesOf = ({ id, aliases }: Student): string[] => [id, ...aliases].map(plain);
  const exact = students.filter((one) => namesOf(one).includes(name));
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined;
  const within = students.filter((one) => namesOf(one).some((alias) => ` ${name} `.includes(` ${alias} `)));
  return within.length === 1 ? within[0] : undefined;
}
