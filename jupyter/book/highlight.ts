import hljs from "highlight.js/lib/common";

import { escapeHtml } from "cartwright/display";

/** Source code with its words marked by kind; unknown languages are only escaped. */
export function highlight(code: string, language: string): string {
  if (hljs.getLanguage(language) === undefined) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
