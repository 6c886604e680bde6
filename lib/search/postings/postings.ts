import type { Collection } from "../documents/collection";
import { type Bm25fSettings, occurrenceWeights, type OccurrenceWeights } from "./bm25f";
import { prepareImpacts } from "./impacts";
import type { Segment } from "./segment";
import { coverDocuments } from "./segments";

/** The postings of a collection, brought up to date when they are asked for. */
export class Postings {
  segments: Segment[] = [];
  private weights: OccurrenceWeights | undefined;
  /** The collection as it was when the weights were made. */
  private changes = -1;
  /** States of the collection that were searched so far. */
  private version = 0;

  constructor(
    private readonly collection: Collection,
    private readonly settings: Bm25fSettings,
  ) {}

  /** Builds what changed since the last time. Most documents deleted: the collection is compacted first. */
  refresh(): OccurrenceWeights {
    const { collection } = this;
    if (this.weights !== undefined && this.changes === collection.changes) return this.weights;
    if (collection.documents.size > 2 * collection.size + 1000) this.compact();
    coverDocuments(this.segments, collection.documents, collection.words);
    const means = collection.documents.totalLengths.map((total) => total / Math.max(1, collection.size));
    this.changes = collection.changes;
    return (this.weights = occurrenceWeights(this.settings, means, collection.longest, ++this.version));
  }

  /** Compacts the collection, whose numbers are other ones then. */
  compact(): void {
    this.collection.compact();
    this.segments = [];
    this.weights = undefined;
  }

  /** The impacts of all terms, which searches else compute when a term is first asked for. */
  prepareAll(): void {
    const weights = this.refresh();
    for (const segment of this.segments) {
      for (let term = 0; term < segment.termCount; term++) {
        prepareImpacts(segment, term, weights, this.collection.documents);
      }
    }
  }
}
