import type { Random } from "../../random";
import { explainFailure } from "../question/explain-failure";
import { judge, sameOutcomes, type Verdict } from "../question/judge";
import type { Outcome } from "../question/outcome";
import { ownOutcomes, type PlannedCheck, planCheck } from "../question/plan";
import type { LoadedQuestion } from "./load-questions";

/**
 * What is wrong with a question, tried on inputs drawn from `random`: its solution must earn every mark, each listed
 * mistake the marks it deserves, and be told from the other mistakes by what it gives.
 *
 * @param question loaded
 * @param random   where the inputs come from
 * @returns sentences; none when the question marks as its author meant
 */
export async function proofFailures(question: LoadedQuestion, random: Random): Promise<string[]> {
  const planned = await planQuestion(question, random);
  const { checks } = question;
  const failures: string[] = [];
  for (const [n, verdict] of (
    await verdictsOf(
      planned,
      checks.map((_, k) => ownOutcomes(checks[k]!, planned[k]!.trials)),
    )
  ).entries()) {
    if (verdict.failed > 0 && checks[n]!.kind !== "rubric")
      failures.push(`the solution fails its own check "${verdict.title}": ${explainFailure(verdict, checks[n]!.name)}`);
  }
  for (const { name, marks } of question.source.mistakes) {
    const theirs = await question.mistakeChecks(name);
    const verdicts = await verdictsOf(
      planned,
      theirs.map((check, k) => ownOutcomes(check, planned[k]!.trials)),
    );
    const earned = marksOf(verdicts);
    if (earned !== marks) {
      const passed = verdicts.filter(({ failed }) => failed === 0).map(({ title }) => `"${title}"`);
      failures.push(
        `mistake ${name} deserves ${marks} and earns ${earned}: it passes ${passed.join(", ") || "nothing"}`,
      );
    }
    const failing = planned.filter((_, k) => verdicts[k]!.failed > 0);
    const outcomes = await Promise.all(
      failing.map(({ check, trials }) => ownOutcomes(theirs[planned.findIndex((one) => one.check === check)]!, trials)),
    );
    const known = await nameMistake(question, failing, outcomes);
    if (known !== name)
      failures.push(
        `mistake ${name} gives the same as ${known ?? "no listed mistake"}, whose message a learner would read`,
      );
  }
  return failures;
}

/** A question's checks with inputs drawn for this time. */
export function planQuestion({ checks }: LoadedQuestion, random: Random): Promise<PlannedCheck[]> {
  return Promise.all(checks.map((check, n) => planCheck(check, random.split(n))));
}

/**
 * Which listed mistake gives the same outcomes in all failed checks; undefined when none does.
 *
 * @param question loaded
 * @param failing  the checks that failed
 * @param outcomes what the answer gave in them
 */
export async function nameMistake(
  question: LoadedQuestion,
  failing: readonly PlannedCheck[],
  outcomes: readonly (readonly Outcome[])[],
): Promise<string | undefined> {
  for (const { name } of question.source.mistakes) {
    const theirs = await question.mistakeChecks(name);
    let alike = failing.length > 0;
    for (const [n, { check, trials }] of failing.entries()) {
      if (!alike) break;
      const own = await ownOutcomes(theirs[question.checks.indexOf(check)]!, trials);
      const tolerance = "tolerance" in check ? check.tolerance : 1e-9;
      alike = sameOutcomes(outcomes[n]!, own, tolerance);
    }
    if (alike) return name;
  }
  return undefined;
}

const verdictsOf = (planned: readonly PlannedCheck[], outcomes: readonly Promise<Outcome[]>[]): Promise<Verdict[]> =>
  Promise.all(planned.map(async ({ check, trials }, n) => judge(check, trials, await outcomes[n]!)));

/** Marks of several verdicts together. */
export const marksOf = (verdicts: readonly Verdict[]): number => verdicts.reduce((sum, { earned }) => sum + earned, 0);
