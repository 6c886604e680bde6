/**
 * One spelling for texts that people read as the same: compatibility forms are unified (NFKC: full-width letters and
 * digits become half-width, ligatures fall apart), case is folded, invisible characters go, and white space becomes one
 * space.
 *
 * Case is folded as lower(upper(text)), so that ß meets SS and every case variant of a word has one form. The Turkish
 * dotless ı becomes i with it.
 *
 * @param text       any text; lone surrogates become U+FFFD
 * @param foldCase   true unless given
 * @returns text in Unicode normal form KC, without space at either end; applying the function again changes nothing
 * @source Unicode Standard Annex 15, "Unicode Normalization Forms"
 */
export function normaliseText(text: string, { foldCase = true }: { foldCase?: boolean } = {}): string {
  const unified = wellFormed(text).normalize("NFKC");
  // Folding can leave letters and marks in an order that is not normal any more.
  const folded = foldCase ? unified.toUpperCase().toLowerCase().normalize("NFKC") : unified;
  return folded.replace(INVISIBLE, "").replace(/\s+/gu, " ").trim();
}

/** Soft hyphen, zero-width space and non-joiner, word joiner, direction marks, byte order mark. */
const INVISIBLE = /[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff]/gu;

/** Half of a surrogate pair is no character; it would survive normalising and break files later. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
