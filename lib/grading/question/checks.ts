import { requireNonNegative, requirePositive, ValueError } from "../../contracts";
import type { Random } from "../../random";

/** A function that an answer defines. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a function of any arguments; `unknown` would fit none
export type AnyFunction = (...args: any[]) => unknown;

interface CheckOf {
  /** What is tried, as a learner reads it: "an empty basket". */
  readonly title: string;
  /** Marks that it is worth; earned whole or not at all. */
  readonly points: number;
  /** The name in the answer that is looked at. */
  readonly name: string;
}

/** Inputs with the answers that a person worked out. */
export interface ExamplesCheck extends CheckOf {
  readonly kind: "examples";
  readonly target: AnyFunction;
  readonly cases: readonly { readonly args: readonly unknown[]; readonly result: unknown }[];
  readonly tolerance: number;
}

/** Random inputs, on which the answer must agree with a function that is right. */
export interface AgreementCheck extends CheckOf {
  readonly kind: "agrees";
  readonly target: AnyFunction;
  readonly inputs: (random: Random, size: number) => readonly unknown[];
  readonly right: AnyFunction;
  /** Whether `right` is independent of the solution. */
  readonly independent: boolean;
  readonly tolerance: number;
  readonly cases: number;
  /** Whether learners see it only when they are graded. */
  readonly hidden: boolean;
}

/** Random inputs, on which something must be true of the result. Only the grader can try it. */
export interface LawCheck extends CheckOf {
  readonly kind: "law";
  readonly inputs: (random: Random, size: number) => readonly unknown[];
  readonly target: AnyFunction;
  readonly holds: (result: unknown, args: readonly unknown[]) => boolean;
  readonly cases: number;
}

/** One value: a number, a choice, an order. */
export interface ValueCheck extends CheckOf {
  readonly kind: "value";
  readonly right: unknown;
  readonly tolerance: number;
  readonly options: readonly unknown[] | undefined;
}

/** A text that a person gives marks for, by criteria that learners know. */
export interface RubricCheck extends CheckOf {
  readonly kind: "rubric";
  /** The solution's own text. */
  readonly text: string;
  readonly criteria: readonly Criterion[];
}

/** One thing that a person looks for in a text, and its marks. */
export interface Criterion {
  readonly title: string;
  readonly points: number;
}

export type Check = ExamplesCheck | AgreementCheck | LawCheck | ValueCheck | RubricCheck;

/** The checks of one question: a checks cell ends with this call. */
export function questionChecks(...checks: readonly Check[]): readonly Check[] {
  if (checks.length === 0) throw new ValueError("a question must have at least one check");
  return checks;
}

/**
 * Inputs with the results that a person worked out by hand: the evidence that the solution itself is right.
 *
 * @param title  what is tried, in a learner's words
 * @param answer the function that the answer defines; its name is how a submission's is found
 * @param options.points    marks for this check
 * @param options.cases     pairs of arguments and result, the simplest first
 * @param options.tolerance numbers may differ by so much, relative where they exceed 1; 1e-9 unless given
 * @throws ValueError when there is no case, a mark is not positive, or the function has no name
 */
export function examples<F extends AnyFunction>(
  title: string,
  answer: F,
  options: {
    readonly points: number;
    readonly cases: readonly (readonly [args: Parameters<F>, result: Awaited<ReturnType<F>>])[];
    readonly tolerance?: number;
  },
): ExamplesCheck {
  if (options.cases.length === 0) throw new ValueError(`examples "${title}" must have at least one case`);
  const cases = options.cases.map(([args, result]) => ({
    args: args as readonly unknown[],
    result: result as unknown,
  }));
  return {
    kind: "examples",
    ...common(title, answer.name, options),
    target: answer,
    cases,
    tolerance: toleranceOf(options),
  };
}

/**
 * Random inputs, drawn anew for every grading, on which the answer must agree with a function that is right. Learners
 * try it on recorded inputs, the smallest first.
 *
 * @param title  what is tried, in a learner's words
 * @param answer the function that the answer defines
 * @param options.points    marks for this check
 * @param options.inputs    draws the arguments; `size` grows from 1 up, and decides how large they are
 * @param options.right     computes the right result in another way, such as the library's tested function; the solution's
 *   own function unless given
 * @param options.tolerance as for {@link examples}
 * @param options.cases     how many inputs are tried; 20 unless given
 * @param options.hidden    true: learners see it only when they are graded
 * @throws ValueError as {@link examples}
 */
export function agrees<F extends AnyFunction>(
  title: string,
  answer: F,
  options: {
    readonly points: number;
    readonly inputs: (random: Random, size: number) => Parameters<F>;
    readonly right?: (...args: Parameters<F>) => ReturnType<F> | Awaited<ReturnType<F>>;
    readonly tolerance?: number;
    readonly cases?: number;
    readonly hidden?: boolean;
  },
): AgreementCheck {
  const { inputs, right, cases = 20, hidden = false } = options;
  const base = { ...common(title, answer.name, options), tolerance: toleranceOf(options), cases, hidden };
  return {
    kind: "agrees",
    ...base,
    target: answer,
    inputs,
    right: (right ?? answer) as AnyFunction,
    independent: right !== undefined,
  };
}

/**
 * Random inputs, on which something must be true of the result, such as "the columns are orthonormal". The grader tries
 * it; learners are told its title.
 *
 * @param title  what must be true, in a learner's words
 * @param answer the function that the answer defines
 * @param options.points marks for this check
 * @param options.inputs as for {@link agrees}
 * @param options.holds  whether it is true of this result; it gets plain data, and an error of its own counts as no
 * @param options.cases  how many inputs are tried; 20 unless given
 * @throws ValueError as {@link examples}
 */
export function law<F extends AnyFunction>(
  title: string,
  answer: F,
  options: {
    readonly points: number;
    readonly inputs: (random: Random, size: number) => Parameters<F>;
    readonly holds: (result: Awaited<ReturnType<F>>, ...args: Parameters<F>) => boolean;
    readonly cases?: number;
  },
): LawCheck {
  const { inputs, cases = 20 } = options;
  const holds = (result: unknown, args: readonly unknown[]): boolean =>
    options.holds(result as Awaited<ReturnType<F>>, ...(args as Parameters<F>));
  return { kind: "law", ...common(title, answer.name, options), inputs, target: answer, holds, cases };
}

/**
 * One value that the answer gives a name: a number worked out by hand, a choice, an order (a list). The right one is the
 * solution's own. Learners' notebooks hold it as a salted hash.
 *
 * @param title   what is asked, in a learner's words
 * @param answer  the value under its name: `{ confidence: confidence }`
 * @param options.points    marks for this check
 * @param options.tolerance a number may differ by so much; 0 unless given
 * @param options.options   what there is to choose from: anything else gets a sentence of its own
 * @throws ValueError when not exactly one value is named, or it is not among the options
 */
export function value(
  title: string,
  answer: Readonly<Record<string, unknown>>,
  options: { readonly points: number; readonly tolerance?: number; readonly options?: readonly unknown[] },
): ValueCheck {
  const [entry, ...others] = Object.entries(answer);
  if (entry === undefined || others.length > 0) throw new ValueError(`value "${title}" must name exactly one value`);
  const [name, right] = entry;
  const { tolerance = 0, options: choices } = options;
  requireNonNegative("tolerance", tolerance);
  return { kind: "value", ...common(title, name, options), right, tolerance, options: choices };
}

/**
 * A text that a person gives marks for: the grader lists it with its criteria in `to-mark.csv`, and takes the marks back
 * with `--marks`. Until then it is worth nothing.
 *
 * @param title    what is asked, in a learner's words
 * @param answer   the text under its name: `{ plan: plan }`
 * @param criteria what is looked for, with the marks of each; the question should list them too
 * @throws ValueError when not exactly one text is named, there is no criterion, or one stands there twice
 */
export function rubric(
  title: string,
  answer: Readonly<Record<string, string>>,
  criteria: readonly Criterion[],
): RubricCheck {
  const [entry, ...others] = Object.entries(answer);
  if (entry === undefined || others.length > 0) throw new ValueError(`rubric "${title}" must name exactly one text`);
  const [name, text] = entry;
  if (typeof text !== "string") throw new ValueError(`rubric "${title}" must be about a text, received ${typeof text}`);
  if (criteria.length === 0) throw new ValueError(`rubric "${title}" must have at least one criterion`);
  for (const one of criteria) requirePositive(`points of "${one.title}"`, one.points);
  if (new Set(criteria.map((one) => one.title)).size < criteria.length)
    throw new ValueError(`rubric "${title}" must have criteria with different titles`);
  const points = criteria.reduce((sum, one) => sum + one.points, 0);
  return { kind: "rubric", ...common(title, name, { points }), text, criteria };
}

function common(title: string, name: string, { points }: { readonly points: number }): CheckOf {
  requirePositive(`points of "${title}"`, points);
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) {
    throw new ValueError(`the check "${title}" must be of something with a name, received ${JSON.stringify(name)}`);
  }
  return { title, points, name };
}

function toleranceOf({ tolerance = 1e-9 }: { readonly tolerance?: number }): number {
  requireNonNegative("tolerance", tolerance);
  return tolerance;
}
