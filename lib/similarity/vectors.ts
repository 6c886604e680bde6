import { requireLength, ShapeError, ValueError } from "../contracts";

/** Every entry stored: an array or typed array of numbers. */
export type DenseVector = ArrayLike<number>;

/** Only some entries stored; the others are 0 (or, for {@link pearson}, not known). */
export interface SparseVector {
  /** Places of the stored entries, strictly ascending. */
  readonly indices: ArrayLike<number>;
  /** Their values, of the same length. */
  readonly values: ArrayLike<number>;
}

/** Two vectors read side by side, place by place. */
export interface Aligned {
  readonly a: DenseVector;
  readonly b: DenseVector;
}

export function isSparse(vector: DenseVector | SparseVector): vector is SparseVector {
  return "indices" in vector;
}

/** Throws ShapeError unless both are dense of one length, or both are sparse. */
export function requireAlike(a: DenseVector | SparseVector, b: DenseVector | SparseVector): void {
  if (isSparse(a) !== isSparse(b)) throw new ShapeError("a and b must both be dense or both be sparse");
  if (!isSparse(a) && !isSparse(b)) requireLength("b", b.length, a.length);
}

/** The values of both vectors at the places that both store. */
export function overlap(a: SparseVector, b: SparseVector): Aligned {
  const left: number[] = [];
  const right: number[] = [];
  meet(a, b, (x, y) => {
    left.push(a.values[x]!);
    right.push(b.values[y]!);
  });
  return { a: left, b: right };
}

/** Calls back with the position in a and in b of each place that both store. */
export function meet(a: SparseVector, b: SparseVector, visit: (inA: number, inB: number) => void): void {
  requireSparse("a", a);
  requireSparse("b", b);
  let x = 0;
  let y = 0;
  while (x < a.indices.length && y < b.indices.length) {
    const difference = a.indices[x]! - b.indices[y]!;
    if (difference === 0) visit(x++, y++);
    else if (difference < 0) x++;
    else y++;
  }
}

function requireSparse(name: string, { indices, values }: SparseVector): void {
  requireLength(`${name}.values`, values.length, indices.length);
  for (let at = 1; at < indices.length; at++) {
    if (!(indices[at]! > indices[at - 1]!)) {
      throw new ValueError(`${name}.indices must ascend, received ${indices[at]!} after ${indices[at - 1]!}`);
    }
  }
}
