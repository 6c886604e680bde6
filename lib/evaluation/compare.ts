import type { JsonObject } from "../bundle";
import { requireLength, ValueError } from "../contracts";
import { type Interval, pairedBootstrap, type PairedBootstrapOptions } from "./paired-bootstrap";
import { pairedPermutationTest } from "./paired-tests";
import { canonicalJson } from "./protocol";

/** The part of a result that a table needs; {@link evaluateRanking} returns it. */
export interface Measured {
  readonly metrics: Readonly<Record<string, number>>;
  readonly users: number;
  readonly protocol: JsonObject;
  readonly protocolHash: string;
}

/** Models in rows, figures in columns, all measured in one way. */
export interface ComparisonTable {
  /** Figures that every result has, in the order of the first result. */
  readonly metrics: readonly string[];
  /** One row per model, in the order given; `values[m]` belongs to `metrics[m]`. */
  readonly rows: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly users: number;
  readonly protocol: JsonObject;
  readonly protocolHash: string;
}

/**
 * Puts results side by side, if they may stand side by side.
 *
 * @param results result by the model's name, at least one
 * @throws ValueError when two results were measured by different protocols, naming them and what differs
 */
export function compare(results: Readonly<Record<string, Measured>>): ComparisonTable {
  const names = Object.keys(results);
  const first = results[names[0] ?? ""];
  if (first === undefined) throw new ValueError("results must hold at least one result, received none");
  for (const name of names) requireSameProtocol(names[0]!, first, name, results[name]!);
  const metrics = Object.keys(first.metrics).filter((metric) =>
    names.every((name) => metric in results[name]!.metrics),
  );
  return {
    metrics,
    rows: names.map((name) => ({ name, values: metrics.map((metric) => results[name]!.metrics[metric]!) })),
    users: first.users,
    protocol: first.protocol,
    protocolHash: first.protocolHash,
  };
}

/** A {@link Measured} with one value per user. */
export interface MeasuredPerUser extends Measured {
  readonly perUser: { readonly users: Uint32Array; readonly values: Readonly<Record<string, Float64Array>> };
}

/** By how much one model beats another on the same users, and whether that is luck. */
export interface Duel extends Interval {
  /** Probability of a difference at least this large if neither model were better: paired permutation test, two-sided. */
  readonly pValue: number;
}

/**
 * Compares two models user by user.
 *
 * @param challenger result whose advantage is asked about
 * @param incumbent  result it is measured against, by the same protocol
 * @param metric     a figure that has per-user values: "ndcg@10"
 * @param options    resamples, confidence and seed
 * @throws ValueError when protocols differ or a result has no such figure per user
 */
export function duel(
  challenger: MeasuredPerUser,
  incumbent: MeasuredPerUser,
  metric: string,
  options: PairedBootstrapOptions = {},
): Duel {
  requireSameProtocol("challenger", challenger, "incumbent", incumbent);
  const ours = valuesOf("challenger", challenger, metric);
  const theirs = valuesOf("incumbent", incumbent, metric);
  requireLength("incumbent's users", theirs.length, ours.length);
  const { pValue } = pairedPermutationTest(ours, theirs, { permutations: options.resamples, seed: options.seed });
  return { ...pairedBootstrap(ours, theirs, options), pValue };
}

function valuesOf(name: string, { perUser }: MeasuredPerUser, metric: string): Float64Array {
  const values = perUser.values[metric];
  if (values === undefined) {
    const known = Object.keys(perUser.values).join(", ");
    throw new ValueError(`metric must be one that ${name} has per user (${known}), received ${JSON.stringify(metric)}`);
  }
  return values;
}

function requireSameProtocol(nameA: string, a: Measured, nameB: string, b: Measured): void {
  if (a.protocolHash === b.protocolHash) return;
  const keys = [...new Set([...Object.keys(a.protocol), ...Object.keys(b.protocol)])];
  const differing = keys.filter(
    (key) => canonicalJson(a.protocol[key] ?? null) !== canonicalJson(b.protocol[key] ?? null),
  );
  throw new ValueError(
    `results in one table must have one protocol; ${nameA} (${a.protocolHash.slice(0, 8)}) and ${nameB} ` +
      `(${b.protocolHash.slice(0, 8)}) differ in ${differing.join(", ") || "their hash alone"}`,
  );
}
