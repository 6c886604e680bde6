/** Thrown where a file is written in a way that this folder leaves to the table engine; never shown to anybody. */
export class NotPlain extends Error {}
