// Needs: contracts, random, bundle
// Packages: danfojs-node (optional)
/**
 * preprocessing: from what a shop's systems wrote to what a model may learn from. Rules that drop rows and account for
 * each of them; steps that are fitted on the training rows and applied anywhere: missing values, outliers, scaling, encoding;
 * pipelines of such steps that are saved and loaded; splits of rows.
 *
 * @packageDocumentation
 */
export {
  columnsOf,
  countMissing,
  selectRows,
  textAt,
  type CodedColumn,
  type Column,
  type Columns,
  type NamedColumn,
  type NumericColumn,
} from "./columns";
export { cleanRows, type CleaningReport, type CleaningRule, type CleaningStep } from "./clean-rows";
export { dropByText, dropDuplicates, dropMissing, dropNonPositive, retailRules, type RetailColumns } from "./rules";
export { findDuplicates } from "./duplicates";
export { fillText, fitImputer, Imputer, type FilledColumn, type FillStrategy, type ImputerSettings } from "./imputer";
export { fitOutlierBounds, OutlierBounds, type OutlierMethod, type OutlierSettings } from "./outliers";
export { fitScaler, Scaler, type Scaling, type ScalerSettings } from "./scaler";
export { fitOneHotEncoder, fitOrdinalEncoder, OneHotEncoder, OrdinalEncoder } from "./encoders";
export { type CategorySettings, type UnknownRule } from "./categories";
export { encodeOutOfFold, fitTargetEncoder, TargetEncoder, type TargetSettings } from "./target-encoder";
export { HashingEncoder, type HashingSettings, murmur3 } from "./hashing";
export { Pipeline, pipelineFromBundle, pipelineToBundle } from "./pipeline";
export { type StepPlan, type StepSettings } from "./steps";
export { splitRowsByTime, splitRowsRandom, splitRowsStratified, type RowFractions, type RowSplit } from "./split-rows";
export { quantile, summarise, type StepReport, type StepResult, type Summary } from "./summary";
export { toDataFrame, type DataFrame } from "./danfo";
