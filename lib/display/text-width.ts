/** Widths of a sans-serif face in units of the font size, by groups of letters of about one width. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ilj'|.,:;!]/, 0.27],
  [/[ftrI()[\]{}/\\\- ]/, 0.34],
  [/[ckszvxyJ"*]/, 0.51],
  [/[mMW%@]/, 0.87],
  [/[wA-Z&]/, 0.69],
  [/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/, 1],
];

/** Width of every other letter, digits among them. */
const OTHER = 0.57;

/**
 * Estimated width in pixels of one line of text, within about a tenth of what browsers draw. It stands in for the
 * layout engine that still pictures made without a browser lack.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text) width += widths.find(([group]) => group.test(letter))?.[1] ?? OTHER;
  return width * fontSize;
}
