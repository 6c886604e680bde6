"use strict";

/**
 * Turns `process.exit` (and its relatives) in a cell into an error: a notebook's process is not the cell's to end.
 *
 * @returns {(code: number) => never} the real exit, for the kernel itself
 */
function refuseExit() {
  const exit = process.exit.bind(process);
  const refuse = (name) => (code) => {
    const error = new Error(
      `process.${name}(${code ?? ""}) was called in a cell. It would end the kernel; throw an error to stop a cell`,
    );
    error.name = "ExitError";
    throw error;
  };
  process.exit = refuse("exit");
  process.abort = refuse("abort");
  const reallyExit = process.reallyExit;
  process.reallyExit = refuse("reallyExit");
  return (code) => {
    process.reallyExit = reallyExit;
    exit(code);
  };
}

module.exports = { refuseExit };
