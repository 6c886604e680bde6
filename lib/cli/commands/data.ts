import type { Command } from "commander";
import {
  cacheFolder,
  catalogue,
  type ColumnReport,
  dataMirror,
  findDataset,
  getDataset,
  guessColumns,
  qualityReport,
  readTable,
} from "../../data";
import { interruptible } from "../interrupt";
import { nameList, requireFile } from "../option-values";
import { showProgress } from "../progress-lines";
import { note, printJson, printText, textTable } from "../terminal";
import { UsageError } from "../usage-error";

/** `cartwright data`: the data sets of the catalogue, and a look at any file. */
export function registerData(program: Command): void {
  const data = program.command("data").description("find and fetch public data sets; look into a file");
  data
    .command("list")
    .description("say of each data set whether it is here, and how to get it")
    .option("--json", "print one JSON document")
    .action(({ json }: { json?: boolean }) => listDatasets(json === true));
  data
    .command("get <name>")
    .description("fetch a data set, check it and keep it in the cache; one that is here is only checked")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExamples:\n  cartwright data get online-retail\n  CARTWRIGHT_DATA=/srv/mirror cartwright data get esci-small",
    )
    .action(async (name: string, { json }: { json?: boolean }) =>
      interruptible((signal) => get(name, json === true, signal)),
    );
  data
    .command("check <file>")
    .description(
      "read a CSV, JSON lines or Parquet file (gzip too): rows, columns with guessed types, bad rows by line",
    )
    .option("--json", "print one JSON document")
    .option("--strings <columns>", "columns to keep as text, separated by commas", nameList)
    .option("--numbers <columns>", "columns that must hold numbers: other cells make bad rows", nameList)
    .option("--delimiter <character>", "the character between cells; found from the file unless given")
    .option("--encoding <name>", "utf-8, windows-1252, gb18030, ...; found from the file unless given")
    .option("--no-header", "the first line is a row, not names")
    .addHelpText("after", "\nExample:\n  cartwright data check sales.csv.gz --strings CustomerID")
    .action(async (file: string, flags: CheckFlags) => interruptible((signal) => check(file, flags, signal)));
}

type Place = { place: "mirror" | "cache" | "not here" | "damaged"; hint: string };

function listDatasets(json: boolean): void {
  const sets = catalogue().map((entry) => ({
    name: entry.name,
    title: entry.title,
    licence: entry.licence,
    ...placeOf(entry.name),
  }));
  if (json) {
    printJson({ mirror: dataMirror() ?? null, cache: cacheFolder(), datasets: sets });
    return;
  }
  printText(
    textTable(
      ["data set", "where", "what", "how to get it"],
      sets.map(({ name, place, title, hint }) => [name, place, title, hint]),
    ),
  );
  note(`mirror (CARTWRIGHT_DATA): ${dataMirror() ?? "none"}; cache (CARTWRIGHT_CACHE): ${cacheFolder()}`);
}

function placeOf(name: string): Place {
  const entry = catalogue().find((candidate) => candidate.name === name);
  const way = entry?.originals.length ? `cartwright data get ${name}` : "let CARTWRIGHT_DATA name a mirror that has it";
  try {
    const found = findDataset(name);
    return found ? { place: found.origin, hint: "" } : { place: "not here", hint: way };
  } catch (error) {
    return { place: "damaged", hint: (error as Error).message };
  }
}

async function get(name: string, json: boolean, signal: AbortSignal): Promise<void> {
  if (!catalogue().some((entry) => entry.name === name)) {
    throw new UsageError(
      `no data set is called "${name}"; there are ${catalogue()
        .map((entry) => entry.name)
        .join(", ")}`,
    );
  }
  const progress = showProgress();
  try {
    const { folder, files, origin, licence, citation, title } = await getDataset(name, {
      onProgress: progress.listen,
      signal,
    });
    progress.stop();
    if (json) printJson({ name, title, origin, folder, files, licence, citation });
    else
      printText(
        [`${title}`, `in ${folder} (${origin}), checksums right`, `licence: ${licence}`, `cite: ${citation}`].join(
          "\n",
        ),
      );
  } finally {
    progress.stop();
  }
}

interface CheckFlags {
  json?: boolean;
  strings?: string[];
  numbers?: string[];
  delimiter?: string;
  encoding?: string;
  header: boolean;
}

async function check(file: string, { json, ...options }: CheckFlags, signal: AbortSignal): Promise<void> {
  await requireFile("data check", file);
  const progress = showProgress();
  try {
    const started = performance.now();
    const table = await readTable(file, { ...options, onProgress: progress.listen, signal });
    const seconds = (performance.now() - started) / 1000;
    const report = qualityReport(table);
    progress.stop();
    const { format, rows, badRows, badRowCount, notes, sha256, bytes } = table;
    const guessed = guessColumns(table.columns.map((column) => column.name));
    if (json) {
      printJson({
        file,
        format,
        rows,
        columns: report.columns,
        guessed,
        badRows,
        badRowCount,
        duplicateRows: report.duplicateRows,
        notes,
        bytes,
        sha256,
        seconds,
      });
      return;
    }
    printText(
      `${file}: ${rows} rows, ${report.columns.length} columns (${format}, ${bytes} bytes, read in ${seconds.toFixed(1)} s)\n`,
    );
    printText(
      textTable(
        ["column", "type", "missing", "distinct", "from", "to", "commonest", "remarks"],
        report.columns.map(columnLine),
      ),
    );
    printText(
      `\nguessed: ${
        Object.entries(guessed)
          .map(([role, name]) => `${role} = ${name}`)
          .join(", ") || "no column by its name"
      }`,
    );
    printText(`rows that repeat an earlier row: ${report.duplicateRows}`);
    for (const each of notes) printText(`note: ${each}`);
    printText(`bad rows, left out: ${badRowCount}`);
    for (const { line, column, reason, text } of badRows) {
      printText(`  ${file}:${line ?? "?"}${column === undefined ? "" : ` ${column}`}: ${reason}: ${oneLine(text, 80)}`);
    }
    if (badRowCount > badRows.length) printText(`  ... and ${badRowCount - badRows.length} more`);
  } finally {
    progress.stop();
  }
}

function columnLine({ name, type, missing, distinct, min, max, top, remarks }: ColumnReport): (string | number)[] {
  const common = top[0] ? `${oneLine(top[0].value, 30)} (${top[0].count})` : "";
  return [name, type, missing, distinct, String(min ?? ""), String(max ?? ""), common, remarks.join("; ")];
}

function oneLine(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}
