/** Documents that the search at hand has offered: a number per document, so that forgetting them all is one addition. */
export class Visits {
  private marks = new Uint32Array(64);
  private search = 0;

  /** Begins a search over documents below a number, none of them offered. */
  begin(documents: number): void {
    if (documents > this.marks.length || this.search === 0xffffffff) {
      this.marks = new Uint32Array(Math.max(documents, 2 * this.marks.length));
      this.search = 0;
    }
    this.search++;
  }

  /** Notes that a document is offered. False when it was before. */
  isFirst(document: number): boolean {
    if (this.marks[document] === this.search) return false;
    this.marks[document] = this.search;
    return true;
  }
}
