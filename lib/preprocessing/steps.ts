import { requireInteger, requireOneOf, ValueError } from "../contracts";
import { Random } from "../random";
import type { CategorySettings, UnknownRule } from "./categories";
import { type CodedColumn, type Column, type Columns, requireColumn, requireNumeric } from "./columns";
import { fitOneHotEncoder, fitOrdinalEncoder, OneHotEncoder, OrdinalEncoder } from "./encoders";
import { HashingEncoder, type HashingSettings } from "./hashing";
import { type FillStrategy, fitImputer, Imputer, type ImputerSettings } from "./imputer";
import { fitOutlierBounds, OutlierBounds, type OutlierMethod, type OutlierSettings } from "./outliers";
import { fitScaler, Scaler, type Scaling, type ScalerSettings } from "./scaler";
import { encodeOutOfFold, fitTargetEncoder, TargetEncoder, type TargetSettings } from "./target-encoder";

/** What shall be done to one column; `kind` says how, the rest is the options of the function that fits it. */
export type StepPlan = { readonly name: string; readonly column: string } & (
  | {
      readonly kind: "impute";
      readonly strategy: FillStrategy;
      readonly constant?: number;
      /** Adds the column "COLUMN missing" with 1 where the cell was filled. False unless given. */
      readonly indicator?: boolean;
    }
  | { readonly kind: "clip"; readonly method: OutlierMethod; readonly limit?: number }
  | { readonly kind: "scale"; readonly scaling: Scaling }
  | { readonly kind: "ordinal"; readonly unknown?: UnknownRule }
  /** Columns "COLUMN=TEXT". */
  | { readonly kind: "one-hot"; readonly unknown?: UnknownRule }
  /** Columns "COLUMN#0", "COLUMN#1", ... */
  | { readonly kind: "hash"; readonly buckets: number }
  | {
      readonly kind: "target";
      /** The column of numbers whose mean is learnt. Only training rows need it. */
      readonly target: string;
      readonly smoothing?: number;
      /** Number of folds in which the training rows are encoded, 2 or more; 5 unless given. */
      readonly folds?: number;
      readonly seed?: number;
    }
);

/** A fitted step as plain data, to be saved as JSON. */
export interface StepSettings {
  readonly name: string;
  readonly column: string;
  readonly kind: StepPlan["kind"];
  /** What the step's own class calls its settings. */
  readonly learnt: object;
}

/** A step that any rows can go through. */
export interface FittedStep {
  readonly settings: StepSettings;
  /** The columns that stand for `settings.column` from here on. */
  apply(table: Columns): Readonly<Record<string, Column>>;
}

/** Every kind of step there is. */
export const STEP_KINDS: readonly StepPlan["kind"][] = [
  "impute",
  "clip",
  "scale",
  "ordinal",
  "one-hot",
  "hash",
  "target",
];

/** Learns a step from the training rows. `own`: their own columns, where these are not what the step would make. */
export function fitStep(table: Columns, plan: StepPlan): { step: FittedStep; own?: Readonly<Record<string, Column>> } {
  requireOneOf(`kind of the step ${plan.name}`, plan.kind, STEP_KINDS);
  const { name, column, kind } = plan;
  const step = restoreStep({ name, column, kind, learnt: learn(table, plan) });
  return plan.kind === "target" ? { step, own: { [column]: encodeOwnRows(table, plan) } } : { step };
}

function learn(table: Columns, plan: StepPlan): object {
  const numbers = (): Float64Array => requireNumeric(table, plan.column);
  const texts = (): CodedColumn => requireTexts(table, plan.column);
  switch (plan.kind) {
    case "impute": {
      const { settings } = fitImputer(numbers(), plan.strategy, plan.constant);
      return { ...settings, indicator: plan.indicator ?? false };
    }
    case "clip":
      return fitOutlierBounds(numbers(), plan.method, plan.limit).settings;
    case "scale":
      return fitScaler(numbers(), plan.scaling).settings;
    case "ordinal":
      return fitOrdinalEncoder(texts(), plan.unknown).settings;
    case "one-hot":
      return fitOneHotEncoder(texts(), plan.unknown).settings;
    case "hash":
      texts();
      return new HashingEncoder({ buckets: plan.buckets }).settings;
    case "target": {
      const { smoothing } = plan;
      return fitTargetEncoder(texts(), requireNumeric(table, plan.target), { smoothing }).settings;
    }
  }
}

/** Each training row draws its fold by lot. */
function encodeOwnRows(table: Columns, plan: StepPlan & { readonly kind: "target" }): Float64Array {
  const { folds = 5, seed = 1 } = plan;
  requireInteger(`folds of the step ${plan.name}`, folds, 2);
  const random = new Random(seed).split(plan.name);
  const foldOf = new Uint32Array(table.rows);
  for (let row = 0; row < foldOf.length; row++) foldOf[row] = random.integer(folds);
  const target = requireNumeric(table, plan.target);
  return encodeOutOfFold(requireTexts(table, plan.column), target, foldOf, plan.smoothing);
}

/** A step from what {@link fitStep} learnt. Throws what the step's class throws for settings that cannot be. */
export function restoreStep(settings: StepSettings): FittedStep {
  return { settings, apply: applierOf(settings) };
}

function applierOf({ column, kind, learnt }: StepSettings): FittedStep["apply"] {
  const numbers = (table: Columns): Float64Array => requireNumeric(table, column);
  const texts = (table: Columns): CodedColumn => requireTexts(table, column);
  switch (kind) {
    case "impute": {
      const { indicator, ...settings } = learnt as ImputerSettings & { readonly indicator: boolean };
      const imputer = new Imputer(settings);
      return (table) => {
        const filled = imputer.apply(numbers(table));
        const marks = indicator ? { [`${column} missing`]: Float64Array.from(filled.indicator) } : {};
        return { [column]: filled.column, ...marks };
      };
    }
    case "clip": {
      const bounds = new OutlierBounds(learnt as OutlierSettings);
      return (table) => ({ [column]: bounds.clip(numbers(table)).column });
    }
    case "scale": {
      const scaler = new Scaler(learnt as ScalerSettings);
      return (table) => ({ [column]: scaler.apply(numbers(table)).column });
    }
    case "ordinal": {
      const encoder = new OrdinalEncoder(learnt as CategorySettings);
      return (table) => ({ [column]: encoder.apply(texts(table)) });
    }
    case "one-hot": {
      const encoder = new OneHotEncoder(learnt as CategorySettings);
      const names = encoder.settings.categories.map((text) => `${column}=${text}`);
      return (table) => named(names, encoder.apply(texts(table)));
    }
    case "hash": {
      const encoder = new HashingEncoder(learnt as HashingSettings);
      const names = Array.from({ length: encoder.settings.buckets }, (_, bucket) => `${column}#${bucket}`);
      return (table) => named(names, encoder.apply(texts(table)));
    }
    case "target": {
      const encoder = new TargetEncoder(learnt as TargetSettings);
      return (table) => ({ [column]: encoder.apply(texts(table)) });
    }
  }
}

function named(names: readonly string[], columns: readonly Column[]): Record<string, Column> {
  return Object.fromEntries(names.map((name, n) => [name, columns[n]!]));
}

function requireTexts(table: Columns, name: string): CodedColumn {
  const column = requireColumn(table, name);
  if (!(column instanceof Float64Array)) return column;
  throw new ValueError(`column ${name} must hold text, it holds numbers`);
}
