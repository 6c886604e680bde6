/** A Uint32Array that grows: room doubles whenever it is full, so that a push costs constant time on average. */
export class GrowingUint32 {
  data: Uint32Array;
  length: number;

  /** @param initial what it holds at first; not copied */
  constructor(initial: Uint32Array = new Uint32Array(0)) {
    this.data = initial;
    this.length = initial.length;
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const larger = new Uint32Array(Math.max(64, 2 * this.length));
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = value;
  }

  /** What is in it, as a view; a later push can leave the view behind. */
  view(): Uint32Array {
    return this.data.subarray(0, this.length);
  }
}
