/** A fault that a person can mend: shown as one line with the command that mends it, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} problem what is missing or wrong, in one sentence
   * @param {string} remedy  the command or step that mends it
   * @param {string} [meanwhile] what works without it
   */
  constructor(problem, remedy, meanwhile) {
    super(problem);
    this.name = "SetupError";
    this.remedy = remedy;
    this.meanwhile = meanwhile;
  }

  /** 1: the work failed. */
  exitCode = 1;
}

/** The command was given something it does not take. */
export class UsageError extends SetupError {
  /** 2: wrong use. */
  exitCode = 2;
}

/** Says on stderr what is being done, so that nothing over a second passes in silence. */
export function say(text) {
  process.stderr.write(`cartwright: ${text}\n`);
}

/** Runs a program's main function; a SetupError ends it with a plain line and its exit code. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`${error.message} ${error.remedy}`);
    if (error.meanwhile) say(error.meanwhile);
    process.exitCode = error.exitCode;
  }
}
