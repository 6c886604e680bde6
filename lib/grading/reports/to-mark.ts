import type { ClassResult } from "../class/results";
import { csvCell } from "./plain-formats";

const HEADER = ["student", "question", "criterion", "of", "points", "comment", "text"];

/**
 * `to-mark.csv`: a row for each criterion of each text that a person gives marks for, `points` empty until they are given. Filled in,
 * it goes back with `--marks`. A text's line breaks are shown as " ¶ ".
 */
export function toMarkCsv({ students }: ClassResult): string {
  const rows = students.flatMap(({ id, chapters }) =>
    chapters.flatMap(({ questions }) =>
      questions.flatMap(({ id: question, checks }) =>
        checks.flatMap(({ toMark }) =>
          (toMark?.criteria ?? []).map(({ title, points, given }) => [
            id,
            question,
            title,
            points,
            given?.points ?? "",
            given?.comment ?? "",
            toMark!.text.replace(/\s*\n\s*/g, " ¶ "),
          ]),
        ),
      ),
    ),
  );
  return `${[HEADER, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
