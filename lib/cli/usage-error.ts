import { CartwrightError } from "../contracts";

/** The command was used wrongly: a missing file, a bad value, flags that do not go together. Exit code 2. */
export class UsageError extends CartwrightError {}
