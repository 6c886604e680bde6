import porter2 from "wink-porter2-stemmer";

/**
 * The stem of an English word by Porter's second algorithm: "running" and "runs" become "run", "generously" becomes
 * "generous". Words with letters outside a to z, apostrophe or digits are returned as they are.
 *
 * @param word lower case
 * @source Porter, "The English (Porter2) stemming algorithm", snowballstem.org, 2002
 */
export function stemEnglish(word: string): string {
  return /^[a-z']+$/.test(word) ? porter2(word) : word;
}
