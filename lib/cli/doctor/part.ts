/** One part of the kit, as `cartwright doctor` reports it. */
export interface Part {
  readonly name: string;
  readonly found: boolean;
  /** Version and whatever else says which one it is; empty when it is missing. */
  readonly version: string;
  /** How to get it when it is missing, or what to know about it; may be empty. */
  readonly hint: string;
}

/** A part that is there. */
export const present = (name: string, version: string, hint = ""): Part => ({ name, found: true, version, hint });

/** A part that is not there, and the command that gets it. */
export const missing = (name: string, hint: string): Part => ({ name, found: false, version: "", hint });
