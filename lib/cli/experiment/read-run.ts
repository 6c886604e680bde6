import { isDeepStrictEqual } from "node:util";
import {
  alwaysValidTest,
  type ExperimentMetric,
  type ExperimentReport,
  mixingDeviation,
  readExperiment,
  summarise,
  summariseExposures,
  welchTest,
} from "../../evaluation";
import type { ExperimentRun } from "./run-experiment";
import type { ShopperResult } from "./shoppers";

/** One metric with what the experiment says of it and what is true. */
export interface TruthOfMetric {
  readonly metric: string;
  /** Treatment minus control over all customers, each of them sent through both. */
  readonly truth: number;
}

/** One look at a running experiment: the difference in revenue per customer, and two kinds of interval. */
export interface Look {
  readonly customers: number;
  readonly difference: number;
  /** Half-width of Welch's interval, which holds at one look planned beforehand. */
  readonly once: number;
  /** Half-width of the interval that holds at all looks together. */
  readonly always: number;
}

/** An experiment as it was read. */
export interface ReadRun {
  /** Customers by arm, as the exposure log has them. */
  readonly units: readonly number[];
  /** Customers who were shown both arms; 0 unless the assignment is broken. */
  readonly crossed: number;
  /** Customers who did something else over HTTP than with their arm's model at hand; 0 unless the server served another. */
  readonly differing: number;
  readonly report: ExperimentReport;
  readonly truths: readonly TruthOfMetric[];
  /** What customers spent before the experiment, by id; those who spent nothing are left out. */
  readonly spent: ReadonlyMap<string, number>;
  readonly looks: readonly Look[];
}

/** How often a running experiment is looked at, for the picture of its course. */
const LOOKS = 40;
/** Customers of each arm that a look needs. */
const LEAST = 10;

const converted = ({ purchases }: ShopperResult): number => (purchases > 0 ? 1 : 0);
const spentNow = ({ revenue }: ShopperResult): number => revenue;
const openings = ({ opened }: ShopperResult): number => opened;
const listsSeen = ({ lists }: ShopperResult): number => lists;

/** Each metric of an arm: a mean over customers, or a quotient of two sums. */
const METRICS: Readonly<Record<string, (arm: readonly ShopperResult[]) => number>> = {
  conversion: (arm) => sum(arm.map(converted)) / arm.length,
  "revenue per customer": (arm) => sum(arm.map(spentNow)) / arm.length,
  "openings per list": (arm) => sum(arm.map(openings)) / sum(arm.map(listsSeen)),
};

/**
 * Reads an experiment: the split first, then conversion (z test), revenue per customer (Welch's test after CUPED with what
 * each spent before) and openings per list (a ratio, by the delta method). Beside each stands the truth, which only a
 * simulation knows.
 */
export function readRun(run: ExperimentRun): ReadRun {
  const { design, exposures, results, truth } = run;
  const { first, crossed, counts } = summariseExposures(exposures, design.id);
  const byArm = design.arms.map(({ name }) => results.filter(({ customer }) => first.get(customer)?.arm === name));
  const spent = spentBefore(run);
  const past = byArm.map((arm) => [arm.map(({ customer }) => spent.get(customer) ?? 0)]);
  const of = (value: (result: ShopperResult) => number): number[][] => byArm.map((arm) => arm.map(value));
  const metrics: ExperimentMetric[] = [
    { kind: "proportion", name: "conversion", successes: of(converted).map(sum) },
    { kind: "mean", name: "revenue per customer", values: of(spentNow), covariates: past },
    {
      kind: "ratio",
      name: "openings per list",
      values: byArm.map((arm) => ({ numerators: arm.map(openings), denominators: arm.map(listsSeen) })),
    },
  ];
  const units = design.arms.map(({ name }) => counts.get(name) ?? 0);
  const truths = Object.entries(METRICS).map(([metric, value]) => {
    const [control, treatment] = truth.map(value);
    return { metric, truth: treatment! - control! };
  });
  const report = readExperiment({ design, units, metrics });
  return {
    units,
    crossed: crossed.size,
    differing: countDiffering(run),
    report,
    truths,
    spent,
    looks: looksAt(results, design.arms[0]!.name),
  };
}

/** Compares what each customer did over HTTP with what the same customer does where the arm's model stands without a server. */
function countDiffering({ results, truth, design }: ExperimentRun): number {
  const ofArm = new Map(design.arms.map(({ name }, n) => [name, truth[n]!]));
  return results.filter((result, n) => {
    const replayed = result.arm === undefined ? undefined : ofArm.get(result.arm)?.[n];
    return replayed !== undefined && !isDeepStrictEqual(result, replayed);
  }).length;
}

/** What each customer spent before the experiment: the covariate, which no arm can have touched. */
function spentBefore({ simulated }: ExperimentRun): Map<string, number> {
  const spent = new Map<string, number>();
  const { purchases, customerIds, shop } = simulated;
  purchases.users.forEach((user, at) => {
    const id = customerIds[user]!;
    const { price } = shop.products[purchases.items[at]!]!;
    spent.set(id, (spent.get(id) ?? 0) + price * purchases.values[at]!);
  });
  return spent;
}

/** The difference in revenue after each further part of the customers. */
function looksAt(results: readonly ShopperResult[], control: string): Look[] {
  const arms: [number[], number[]] = [[], []];
  const every = Math.max(1, Math.floor(results.length / LOOKS));
  const effects: { customers: number; difference: number; standardError: number; once: number }[] = [];
  results.forEach(({ arm, revenue }, n) => {
    if (arm !== undefined) arms[arm === control ? 0 : 1].push(revenue);
    if ((n + 1) % every !== 0 || arms.some(({ length }) => length < LEAST)) return;
    const { difference, standardError, high } = welchTest(summarise(arms[0]), summarise(arms[1]));
    if (standardError > 0) effects.push({ customers: n + 1, difference, standardError, once: high - difference });
  });
  const last = effects.at(-1);
  if (last === undefined) return [];
  const options = { mixingDeviation: mixingDeviation(last.standardError) };
  return effects.map(({ customers, difference, standardError, once }) => {
    const { high } = alwaysValidTest({ difference, standardError }, options);
    return { customers, difference, once, always: high - difference };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
