/** A piece of a query as it was typed. */
export interface QueryPart {
  /** Words count each by itself; a prefix stands for every word that begins so; a phrase must stand as it is. */
  readonly kind: "words" | "prefix" | "phrase";
  readonly text: string;
}

/**
 * Takes a query apart: `"..."` is a phrase, `word*` a prefix, all else words. A quotation mark without its partner is
 * white space, a star by itself is left out. A query of words alone is one part.
 */
export function parseQuery(query: string): QueryPart[] {
  if (!/["*]/.test(query)) return query.trim() === "" ? [] : [{ kind: "words", text: query }];
  const parts: QueryPart[] = [];
  for (const [, phrase, prefix, words] of query.matchAll(PARTS)) {
    if (phrase !== undefined) parts.push({ kind: "phrase", text: phrase });
    else if (prefix !== undefined) parts.push({ kind: "prefix", text: prefix });
    else if (words !== undefined) parts.push({ kind: "words", text: words });
  }
  return parts;
}

const PARTS = /"([^"]*)"|([^\s"*]+)\*(?=[\s"]|$)|([^\s"]+)/g;
