import { topK } from "../../ranking";
import { solveSymmetricPositive } from "../als/solve-user";

/** The matrix by users and by items: the entries of each row stand from starts[row] on, columns ascending. */
export interface TwoWays {
  readonly userStarts: Uint32Array;
  readonly userItems: Uint32Array;
  readonly userValues: Float32Array;
  readonly itemStarts: Uint32Array;
  readonly itemUsers: Uint32Array;
  readonly itemValues: Float32Array;
}

/** What foretells one item. */
export interface LocalWeights {
  /** Items, ascending. */
  readonly items: Uint32Array;
  /** Their weights. */
  readonly weights: Float64Array;
}

/** Marks a user whose entries have no place yet. */
const UNPLACED = 0xffffffff;

/** Foretells one item after the other from few others by ridge regression; holds the working memory. */
export class LocalRidge {
  private readonly itemCount: number;
  /** [items] g_ij of the current item i with each j; which j share a user with it, and their list. */
  private readonly products: Float64Array;
  private readonly marks: Uint32Array;
  private readonly met: Uint32Array;
  /** [items] g_jj. */
  private readonly squares: Float64Array;
  /** [users] how many of the chosen items each user has, and where those stand in the buckets. */
  private readonly held: Uint32Array;
  private readonly places: Uint32Array;
  private bucketColumns = new Uint32Array(0);
  private bucketValues = new Float32Array(0);

  constructor(
    private readonly matrix: TwoWays,
    private readonly regularization: number,
    private readonly neighbours: number,
  ) {
    const { itemStarts, itemValues, userStarts } = matrix;
    this.itemCount = itemStarts.length - 1;
    this.products = new Float64Array(this.itemCount);
    this.marks = new Uint32Array(this.itemCount);
    this.met = new Uint32Array(this.itemCount);
    this.held = new Uint32Array(userStarts.length - 1);
    this.places = new Uint32Array(userStarts.length - 1);
    this.squares = new Float64Array(this.itemCount);
    for (let item = 0; item < this.itemCount; item++) {
      for (let at = itemStarts[item]!; at < itemStarts[item + 1]!; at++) this.squares[item]! += itemValues[at]! ** 2;
    }
  }

  /** The most helpful items S of an item i, and their weights (G_SS + λI)⁻¹ g_Si. */
  solve(item: number): LocalWeights {
    const met = this.multiply(item);
    const items = this.choose(item, met);
    const weights = Float64Array.from(items, (other) => this.products[other]!);
    for (let n = 0; n < met; n++) this.products[this.met[n]!] = 0;
    const gram = this.gramOf(items);
    for (let n = 0; n < items.length; n++) gram[n * (items.length + 1)]! += this.regularization;
    solveSymmetricPositive(gram, weights);
    return { items, weights };
  }

  /** Row i of G = XᵀX; returns how many items share a user with it. */
  private multiply(item: number): number {
    const { products, marks, met } = this;
    const { itemStarts, itemUsers, itemValues, userStarts, userItems, userValues } = this.matrix;
    let count = 0;
    for (let at = itemStarts[item]!; at < itemStarts[item + 1]!; at++) {
      const user = itemUsers[at]!;
      for (let own = userStarts[user]!; own < userStarts[user + 1]!; own++) {
        const other = userItems[own]!;
        if (marks[other] !== item + 1) {
          marks[other] = item + 1;
          met[count++] = other;
        }
        products[other]! += itemValues[at]! * userValues[own]!;
      }
    }
    return count;
  }

  /** All others where K allows; else the K that, each alone, would take most off the error: g_ij² / (g_jj + λ). */
  private choose(item: number, met: number): Uint32Array {
    if (this.neighbours >= this.itemCount - 1) {
      return Uint32Array.from({ length: this.itemCount - 1 }, (_, n) => (n < item ? n : n + 1));
    }
    const candidates = this.met.slice(0, met).sort();
    const gains = Float32Array.from(candidates, (other) => {
      const product = this.products[other]!;
      return other === item || product === 0 ? -Infinity : product ** 2 / (this.squares[other]! + this.regularization);
    });
    return topK(gains, this.neighbours)
      .items.map((place) => candidates[place]!)
      .sort();
  }

  /** G of the chosen items, row-major, on and below the diagonal: the sum over users of what each has of them, squared. */
  private gramOf(items: Uint32Array): Float64Array {
    const { held, places, matrix } = this;
    const side = items.length;
    const gram = new Float64Array(side * side);
    this.fillBuckets(items);
    const { bucketColumns: columns, bucketValues: values } = this;
    for (const item of items) {
      for (let entry = matrix.itemStarts[item]!; entry < matrix.itemStarts[item + 1]!; entry++) {
        const user = matrix.itemUsers[entry]!;
        const end = places[user]!;
        const start = end - held[user]!; // Equal where the user was met under an earlier item.
        for (let a = start; a < end; a++) {
          const row = columns[a]! * side;
          for (let b = start; b <= a; b++) gram[row + columns[b]!]! += values[a]! * values[b]!;
        }
        held[user] = 0;
      }
    }
    return gram;
  }

  /** Gathers each user's entries among the items, in their order; `places` then says where a user's entries end. */
  private fillBuckets(items: Uint32Array): void {
    const { held, places, matrix } = this;
    const { itemStarts, itemUsers, itemValues } = matrix;
    let entries = 0;
    for (const item of items) {
      for (let at = itemStarts[item]!; at < itemStarts[item + 1]!; at++, entries++) {
        held[itemUsers[at]!]!++;
        places[itemUsers[at]!] = UNPLACED;
      }
    }
    if (entries > this.bucketColumns.length) {
      this.bucketColumns = new Uint32Array(2 * entries);
      this.bucketValues = new Float32Array(2 * entries);
    }
    let end = 0;
    items.forEach((item, column) => {
      for (let at = itemStarts[item]!; at < itemStarts[item + 1]!; at++) {
        const user = itemUsers[at]!;
        if (places[user] === UNPLACED) {
          places[user] = end;
          end += held[user]!;
        }
        const place = places[user]!++;
        this.bucketColumns[place] = column;
        this.bucketValues[place] = itemValues[at]!;
      }
    });
  }
}
