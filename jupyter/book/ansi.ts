import { escapeHtml } from "cartwright/display";

const colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** The escape character, kept out of the patterns so that they can be read. */
const ESC = "\u001b";
const styles = new RegExp(`${ESC}\\[([\\d;]*)m`);
const otherControls = new RegExp(`${ESC}(?:\\[[\\d;?]*[A-Za-z]|.)?|[\\p{Cc}--[\\t\\n]]`, "gv");
const eraseLine = new RegExp(`${ESC}\\[[02]?K`);

/**
 * Terminal text as HTML: colours and weights become classes, everything else is escaped; other control sequences are
 * dropped, and what a carriage return overwrote is gone, as in a terminal.
 */
export function terminalHtml(text: string): string {
  const settled = text.replace(/\r\n/g, "\n").split("\n").map(overwritten).join("\n");
  let classes = new Set<string>();
  // Splitting at a pattern with a group yields plain text and codes in turn.
  const pieces = settled.split(styles).map((piece, n) => {
    if (n % 2 === 1) {
      classes = afterCodes(classes, piece);
      return "";
    }
    const words = escapeHtml(piece.replace(otherControls, ""));
    return classes.size === 0 || words === "" ? words : `<span class="${[...classes].join(" ")}">${words}</span>`;
  });
  return pieces.join("");
}

function afterCodes(before: ReadonlySet<string>, codes: string): Set<string> {
  let classes = new Set(before);
  const drop = (prefix: string): Set<string> => new Set([...classes].filter((name) => !name.startsWith(prefix)));
  for (const code of codes.split(";").map(Number)) {
    if (code === 0) classes = new Set();
    else if (code === 1) classes.add("ansi-bold");
    else if (code === 4) classes.add("ansi-underline");
    else if (code === 22) classes = drop("ansi-bold");
    else if (code === 24) classes = drop("ansi-underline");
    else if (code === 39) classes = drop("ansi-fg-");
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97))
      classes = drop("ansi-fg-").add(`ansi-fg-${colors[code % 10]}`);
    else if (code === 38 || code === 48) break; // a palette colour and its numbers: shown in the text's own colour
  }
  return classes;
}

/** A line after its carriage returns: each part overwrites the beginning of what stood there. */
function overwritten(line: string): string {
  const parts = line.split("\r").map((part) => part.split(eraseLine).at(-1)!);
  return parts.reduce((shown, part) => (part.length >= shown.length ? part : part + shown.slice(part.length)));
}
