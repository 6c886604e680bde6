import { CsrMatrix } from "../linalg";
import { chooseTerms, requireVocabularyOptions, type TermVocabulary, type VocabularyOptions } from "./vocabulary";

/** Documents as numbers: each term met has one, in the order of first appearance. */
interface EncodedDocuments {
  readonly terms: readonly string[];
  /** [terms met in all documents, with repeats] */
  readonly ids: Uint32Array;
  /** [documents + 1] where each document begins in `ids`. */
  readonly starts: Uint32Array;
}

/**
 * Learns the terms of documents and counts them, in one pass over the texts: what `fitVocabulary` and then
 * `TermVocabulary.count` give, about twice as fast, and for documents that can be read only once.
 *
 * @throws ValueError when an option is out of range or no term is left
 */
export function learnAndCount(
  documents: Iterable<readonly string[]>,
  options: VocabularyOptions,
): { readonly vocabulary: TermVocabulary; readonly counts: CsrMatrix } {
  requireVocabularyOptions(options);
  const encoded = encode(documents);
  const vocabulary = chooseTerms(summarise(encoded), encoded.starts.length - 1, options);
  return { vocabulary, counts: countEncoded(encoded, vocabulary) };
}

function encode(documents: Iterable<readonly string[]>): EncodedDocuments {
  const numbers = new Map<string, number>();
  const starts = [0];
  let ids = new Uint32Array(1024);
  let size = 0;
  for (const document of documents) {
    if (size + document.length > ids.length) ids = grown(ids, size + document.length);
    for (const term of document) {
      let id = numbers.get(term);
      if (id === undefined) numbers.set(term, (id = numbers.size));
      ids[size++] = id;
    }
    starts.push(size);
  }
  return { terms: [...numbers.keys()], ids: ids.subarray(0, size), starts: Uint32Array.from(starts) };
}

function grown(ids: Uint32Array, least: number): Uint32Array {
  const larger = new Uint32Array(Math.max(least, 2 * ids.length));
  larger.set(ids);
  return larger;
}

/** How often each term stands, and in how many documents. */
function summarise({
  terms,
  ids,
  starts,
}: EncodedDocuments): (readonly [string, { occurrences: number; documents: number }])[] {
  const occurrences = new Uint32Array(terms.length);
  const documents = new Uint32Array(terms.length);
  const last = new Int32Array(terms.length).fill(-1);
  for (let document = 0; document + 1 < starts.length; document++) {
    for (let at = starts[document]!; at < starts[document + 1]!; at++) {
      const id = ids[at]!;
      occurrences[id]!++;
      if (last[id] !== document) documents[id]!++;
      last[id] = document;
    }
  }
  return terms.map((term, id) => [term, { occurrences: occurrences[id]!, documents: documents[id]! }]);
}

/** [documents × terms kept] how often each stands in each. */
function countEncoded({ terms, ids, starts }: EncodedDocuments, vocabulary: TermVocabulary): CsrMatrix {
  const columnOf = Int32Array.from(terms, (term) => vocabulary.indexOf(term) ?? -1);
  const rowStarts = new Uint32Array(starts.length);
  const columns = new Uint32Array(ids.length);
  const values = new Float64Array(ids.length);
  let stored = 0;
  for (let document = 0; document + 1 < starts.length; document++) {
    const held = columnsOf(ids.subarray(starts[document], starts[document + 1]), columnOf);
    for (let n = 0; n < held.length; n++) {
      if (n > 0 && held[n] === held[n - 1]) {
        values[stored - 1]!++;
        continue;
      }
      columns[stored] = held[n]!;
      values[stored++] = 1;
    }
    rowStarts[document + 1] = stored;
  }
  return new CsrMatrix(
    starts.length - 1,
    vocabulary.size,
    rowStarts,
    columns.slice(0, stored),
    values.slice(0, stored),
  );
}

/** The columns of a document's terms that are kept, ascending, with repeats. */
function columnsOf(ids: Uint32Array, columnOf: Int32Array): Uint32Array {
  const columns = new Uint32Array(ids.length);
  let count = 0;
  for (const id of ids) if (columnOf[id]! >= 0) columns[count++] = columnOf[id]!;
  return columns.subarray(0, count).sort();
}
