import { Command } from "commander";
import { LIBRARY_VERSION } from "../bundle";

const ENVIRONMENT = `
Environment:
  CARTWRIGHT_DATA     folder or address of the data mirror
  CARTWRIGHT_DEVICE   tensor backend to use (native, webgpu, wasm, cpu); the fastest that works unless given
  CARTWRIGHT_THREADS  number of threads; all cores unless given
  CARTWRIGHT_DEBUG    1 shows where an error happened

Exit codes: 0 done, 1 the work failed, 2 wrong use. With --json, stdout holds exactly one JSON document;
progress and talk go to stderr.

A first round:
  cartwright simulate --customers 1000 --seed 1 --out shop
  cartwright fit --data shop/events.csv --model als --out model
  cartwright recommend --model model --user C0000001 --k 10
  cartwright serve --model model
  cartwright shop`;

/** The frame of the command line: name, version, help. Commands are registered on it by their own files. */
export function createProgram(): Command {
  return new Command("cartwright")
    .description("Search and recommendation for a shop: data, models, evaluation, a server.")
    .version(LIBRARY_VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help; also after a command")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", ENVIRONMENT)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .showHelpAfterError("(--help after the command shows its flags and examples)")
    .showSuggestionAfterError(true)
    .exitOverride();
}
