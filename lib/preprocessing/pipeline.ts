import type { BundleContent, JsonObject } from "../bundle";
import { DataError, requireOneOf, ValueError } from "../contracts";
import type { Column, Columns } from "./columns";
import { type FittedStep, fitStep, restoreStep, STEP_KINDS, type StepPlan, type StepSettings } from "./steps";

/**
 * Named steps in order, each fitted on the training rows as the steps before it left them. What was learnt is plain data:
 * any rows, today's or next year's, are treated by the same numbers.
 */
export class Pipeline {
  private constructor(private readonly fitted: readonly FittedStep[]) {}

  /**
   * Fits the steps one after another.
   *
   * @param table the training rows, and nothing else
   * @returns the pipeline, and the training rows after it; they differ from `pipeline.apply(table)` in target-encoded
   *   columns alone, where each row is encoded without its own fold: train on `train`
   * @throws ValueError when two steps have one name or a column is not there or of the other kind; what a step throws
   */
  static fit(table: Columns, plans: readonly StepPlan[]): { pipeline: Pipeline; train: Columns } {
    requireDistinct(plans.map(({ name }) => name));
    const fitted: FittedStep[] = [];
    let train = table;
    for (const plan of plans) {
      const { step, own } = fitStep(train, plan);
      fitted.push(step);
      train = replaceColumn(train, step.settings.column, own ?? step.apply(train));
    }
    return { pipeline: new Pipeline(fitted), train };
  }

  /** A pipeline from what `settings` gave. Throws ValueError or ShapeError when a step's settings cannot be. */
  static restore(settings: readonly StepSettings[]): Pipeline {
    requireDistinct(settings.map(({ name }) => name));
    return new Pipeline(settings.map(restoreStep));
  }

  /** What each step is called, does, and learnt: plain data, which JSON holds without loss. */
  get settings(): readonly StepSettings[] {
    return this.fitted.map(({ settings }) => settings);
  }

  /**
   * Treats any rows by what the training rows taught; columns that no step names go through as they are.
   *
   * @throws ValueError when a column is not there or of the other kind, or a text is new where that is refused
   */
  apply(table: Columns): Columns {
    return this.fitted.reduce((left, step) => replaceColumn(left, step.settings.column, step.apply(left)), table);
  }
}

/** The pipeline as a bundle of the kind "preprocessing-pipeline", without tensors. */
export function pipelineToBundle(pipeline: Pipeline): BundleContent {
  return { kind: KIND, settings: { steps: pipeline.settings as unknown as readonly JsonObject[] }, tensors: {} };
}

/** @throws DataError when the bundle is of another kind or its steps cannot be read */
export function pipelineFromBundle({ kind, settings }: BundleContent): Pipeline {
  if (kind !== KIND) throw new DataError(`bundle must be of the kind ${KIND}, received ${kind}`);
  const { steps } = settings;
  if (!Array.isArray(steps)) throw new DataError(`settings.steps must be a list, received ${typeof steps}`);
  return Pipeline.restore((steps as unknown[]).map(requireStep));
}

const KIND = "preprocessing-pipeline";

function requireStep(step: unknown, n: number): StepSettings {
  const { name, kind, column, learnt } = (step ?? {}) as Partial<StepSettings>;
  if (
    typeof name !== "string" ||
    typeof kind !== "string" ||
    typeof column !== "string" ||
    typeof learnt !== "object"
  ) {
    throw new DataError(
      `settings.steps[${n}] must hold name, kind, column and learnt, received ${JSON.stringify(step)}`,
    );
  }
  requireOneOf(`settings.steps[${n}].kind`, kind, STEP_KINDS);
  return step as StepSettings;
}

function requireDistinct(names: readonly string[]): void {
  if (new Set(names).size < names.length) {
    throw new ValueError(`steps must differ in name, received ${names.join(", ")}`);
  }
}

/** Puts the new columns where the old one stood. */
function replaceColumn(table: Columns, name: string, by: Readonly<Record<string, Column>>): Columns {
  const entries = Object.entries(table.columns);
  const taken = Object.keys(by).find((key) => key !== name && Object.hasOwn(table.columns, key));
  if (taken !== undefined) throw new ValueError(`the step of ${name} would make a second column ${taken}`);
  const replaced = entries.flatMap((entry) => (entry[0] === name ? Object.entries(by) : [entry]));
  return { rows: table.rows, columns: Object.fromEntries(replaced) };
}
