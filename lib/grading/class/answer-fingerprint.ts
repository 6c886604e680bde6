import { createHash } from "node:crypto";
import { cellToScript } from "../source/cell-script";

const WORDS = new Set(
  "await break case catch class const continue default delete do else export extends finally for function if import in instanceof let new of return static super switch this throw try typeof var void while yield true false null undefined".split(
    " ",
  ),
);

/**
 * A fingerprint of an answer that stays the same when names are changed, or comments, types and spaces: two answers with one
 * fingerprint are one answer. Short ones say nothing, since there are few ways to write them.
 *
 * @returns undefined for what is too short or no TypeScript
 */
export function answerFingerprint(source: string): string | undefined {
  let code: string;
  try {
    code = cellToScript(source, { form: "block" });
  } catch {
    return undefined;
  }
  const plain = code.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ");
  const tokens = plain.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{L}_$][\p{L}\p{N}_$]*|\d[\d._eE]*|[^\s]/gu) ?? [];
  if (tokens.length < 60) return undefined;
  const names = new Map<string, string>();
  const renamed = tokens.map((token, n) => {
    if (!/^[\p{L}_$]/u.test(token) || WORDS.has(token) || tokens[n - 1] === ".") return token;
    if (!names.has(token)) names.set(token, `n${names.size}`);
    return names.get(token)!;
  });
  return createHash("sha256").update(renamed.join(" ")).digest("hex").slice(0, 16);
}
