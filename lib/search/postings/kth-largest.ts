/** Room for the heap; grows with the largest k. */
let heap = new Float64Array(16);

/**
 * The k-th largest of values[start..end), which are k at least: the root of a heap of the k largest so far.
 *
 * @param values none is NaN
 */
export function kthLargest(values: Float64Array, start: number, end: number, k: number): number {
  if (heap.length < k) heap = new Float64Array(2 * k);
  heap.fill(-Infinity, 0, k);
  let least = -Infinity;
  for (let n = start; n < end; n++) {
    if (values[n]! > least) {
      replaceLeast(heap, k, values[n]!);
      least = heap[0]!;
    }
  }
  return least;
}

/** Puts a larger value in the place of the least of the first `size` values, which are a heap. */
function replaceLeast(heap: Float64Array, size: number, value: number): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[place] = heap[child]!;
    place = child;
  }
  heap[place] = value;
}
