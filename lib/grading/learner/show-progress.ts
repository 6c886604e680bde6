import { escapeHtml, type MimeBundle, showBundle } from "../../display";
import { exerciseFiles, projectFolder, readKit } from "./find-kit";
import { type Progress, readProgress } from "./progress";

/** How far a learner is in one chapter. */
export interface ChapterProgress {
  readonly chapter: string;
  readonly title: string;
  /** One for each question: the share of its marks, 0 to 1, or undefined where it was not tried. */
  readonly questions: readonly { readonly id: string; readonly share: number | undefined }[];
}

/**
 * Shows how far you are: one square for each question, by chapter and part.
 *
 * @param folder where to look for exercises and progress from; the current folder unless given
 */
export function showProgress(folder: string = process.cwd()): void {
  showBundle(progressBundle(chapterProgress(folder)));
}

/** The same as data: every chapter with exercises, in the order of the course. */
export function chapterProgress(folder: string): ChapterProgress[] {
  const progress = readProgress(projectFolder(folder));
  const seen = new Map(exerciseFiles(folder).map(({ chapter, path }) => [chapter, path]));
  return [...seen]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([chapter, file]) => {
      try {
        const { title, questions } = readKit(file);
        return [{ chapter, title, questions: questions.map(({ id }) => ({ id, share: shareOf(progress, id) })) }];
      } catch {
        return []; // a notebook in the same folder that is no exercise
      }
    });
}

function shareOf(progress: Progress, id: string): number | undefined {
  const known = progress[id];
  // A blank that was checked is not tried yet.
  if (known === undefined || (known.attempts === 0 && known.earned === 0)) return undefined;
  return known.possible > 0 ? known.earned / known.possible : 0;
}

const SIDE = 18;
const LABEL = 340;
const ROW = 26;

/** A picture with one row for each chapter, and a heading for each part. */
export function progressBundle(chapters: readonly ChapterProgress[]): MimeBundle {
  const rows: string[] = [];
  const text: string[] = [];
  let y = 0;
  let part = "";
  let widest = 0;
  for (const { chapter, title, questions } of chapters) {
    if (chapter.slice(0, 2) !== part) {
      part = chapter.slice(0, 2);
      const inPart = chapters.filter((one) => one.chapter.startsWith(part)).flatMap((one) => one.questions);
      const words = `Part ${part}: ${inPart.filter(({ share }) => share === 1).length} of ${inPart.length} questions solved`;
      rows.push(svgText(0, (y += ROW) - 8, words, "bold"));
      text.push(words);
    }
    y += ROW;
    rows.push(svgText(0, y - 8, title.replace(/ Exercises: /, " "), "normal"));
    questions.forEach(({ id, share }, n) => rows.push(square(LABEL + n * (SIDE + 4), y - SIDE - 3, id, share)));
    widest = Math.max(widest, LABEL + questions.length * (SIDE + 4));
    text.push(
      `  ${chapter} ${questions.map(({ share }) => (share === undefined ? "·" : share === 1 ? "■" : share > 0 ? "◧" : "□")).join("")} ${title}`,
    );
  }
  const [width, height] = [widest + 8, y + 8];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(text.join("; "))}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="background:#fff;max-width:100%" font-family="system-ui, sans-serif" font-size="13">${rows.join("")}</svg>`;
  return {
    "text/plain": text.length === 0 ? "no exercises were found" : text.join("\n"),
    "text/html": text.length === 0 ? "no exercises were found" : svg,
  };
}

const svgText = (x: number, y: number, words: string, weight: string): string =>
  `<text x="${x}" y="${y}" fill="#24292f" font-weight="${weight}">${escapeHtml(words.length > 52 ? `${words.slice(0, 50)}…` : words)}</text>`;

/** Grey: not tried; framed in colour: tried; filled from below by the share of the marks. */
function square(x: number, y: number, id: string, share: number | undefined): string {
  const words = share === undefined ? "not tried" : `${Math.round(100 * share)} % of its marks`;
  const filled = Math.round((share ?? 0) * SIDE);
  const color = share === 1 ? "#009e73" : "#e69f00";
  const edge = share === undefined ? "#8c959f" : color;
  return (
    `<g><title>${id}: ${words}</title>` +
    `<rect x="${x}" y="${y}" width="${SIDE}" height="${SIDE}" rx="3" fill="${share === undefined ? "#f6f8fa" : "#fff"}" stroke="${edge}" stroke-width="${share === undefined ? 1 : 2}"/>` +
    `<rect x="${x}" y="${y + SIDE - filled}" width="${SIDE}" height="${filled}" rx="3" fill="${color}"/></g>`
  );
}
