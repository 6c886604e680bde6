/** The bench could not be run: what is missing and how to get it, in one line. */
export class BenchFailure extends Error {}
