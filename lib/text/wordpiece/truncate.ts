import { ValueError } from "../../contracts";

/** Which text of a pair gives way: the longer one, or always the first or the second. */
export type TruncationStrategy = "longest_first" | "only_first" | "only_second";

/** The names of {@link TruncationStrategy}. */
export const TRUNCATION_STRATEGIES: readonly TruncationStrategy[] = ["longest_first", "only_first", "only_second"];

/**
 * How many pieces of each text are kept so that both fit.
 *
 * "longest_first" takes from the longer text until both are equal, then from both in turn; of an odd room the longer text
 * keeps one more, of equal texts the second. "only_first" and "only_second" must leave at least one piece of theirs.
 *
 * @param first  pieces of the first text
 * @param second pieces of the second text; undefined when there is none
 * @param room   pieces that fit, without special tokens
 * @throws ValueError when the text that is to give way is not there or too short to
 */
export function keptPieces(
  first: number,
  second: number | undefined,
  room: number,
  strategy: TruncationStrategy,
): readonly [number, number] {
  const excess = first + (second ?? 0) - room;
  if (excess <= 0) return [first, second ?? 0];
  if (strategy === "longest_first") {
    if (second === undefined) return [room, 0];
    const shorter = Math.min(first, second, Math.floor(room / 2));
    return first > second ? [room - shorter, shorter] : [shorter, room - shorter];
  }
  if (strategy === "only_second" && second === undefined) {
    throw new ValueError('truncation must not be "only_second" for a text that is no pair, received a single text');
  }
  const length = strategy === "only_first" ? first : second!;
  if (length <= excess) {
    throw new ValueError(
      `truncation "${strategy}" must leave a piece of its text, received ${length} pieces of which ${excess} do not fit`,
    );
  }
  return strategy === "only_first" ? [length - excess, second ?? 0] : [first, length - excess];
}
