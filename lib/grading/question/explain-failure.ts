import { describeArguments, describeValue } from "../values/describe-value";
import type { Verdict } from "./judge";

/**
 * What went wrong in one check, in one or two sentences; undefined when nothing did. It shows the smallest input that
 * failed and what came back, and the right result where the check allows it.
 *
 * @param verdict of the check
 * @param name    what was called
 */
export function explainFailure({ failure, trials, failed }: Verdict, name: string): string | undefined {
  if (failure === undefined) return undefined;
  const { outcome, args, right } = failure;
  if (outcome.kind === "missing") return `${capital(outcome.message)}.`;
  const call = args.length === 0 ? name : `${name}(${describeArguments(args)})`;
  const many = trials > 1 ? ` (${failed} of ${trials} inputs failed; this is the smallest.)` : "";
  if (outcome.kind === "stopped") return `${call}: ${outcome.message}.`;
  if (outcome.kind === "error") return `${call} failed: ${outcome.message}.${many}`;
  const wanted = right === undefined ? "which is not right" : `and should be ${describeValue(right)}`;
  return `${call} is ${describeValue(outcome.value)}, ${wanted}.${many}`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
