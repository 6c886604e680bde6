import { InvalidArgumentError } from "commander";

/** Reads a flag's value as one of some words; for commander's option parsers. */
export function wordValue<T extends string>(...words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((one) => one === text);
    if (word === undefined) throw new InvalidArgumentError(`It must be one of ${words.join(", ")}.`);
    return word;
  };
}
