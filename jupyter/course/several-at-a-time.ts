/**
 * Works through a list with at most `limit` pieces of work under way, starting them in order.
 *
 * @returns the results in the list's order
 * @throws the first failure, when the work under way has ended; nothing new is started after it
 */
export async function severalAtATime<T, R>(
  list: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(list.length);
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < list.length && failures.length === 0) {
      const n = next++;
      try {
        results[n] = await work(list[n]!);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, list.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
