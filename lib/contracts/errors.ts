/** The parent of every error that this library throws on purpose: catch it to tell our complaints from bugs. */
export class CartwrightError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An argument has the wrong length or dimensions. */
export class ShapeError extends CartwrightError {}

/** An argument has the right shape and a value outside its range. */
export class ValueError extends CartwrightError {}

/** A file or table is not what it must be: the message names the file, the line where there is one, and the rule. */
export class DataError extends CartwrightError {
  /** Path or address of the offending file, when there is one. */
  readonly file: string | undefined;
  /** Line in that file, counted from 1, when it is known. */
  readonly line: number | undefined;

  constructor(message: string, where: { file?: string; line?: number; cause?: unknown } = {}) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.file = where.file;
    this.line = where.line;
  }
}

/** This model or machine cannot do what was asked; the message says what can. */
export class NotSupportedError extends CartwrightError {}
