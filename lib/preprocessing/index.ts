// Needs: contracts
// Packages: danfojs-node (optional)
/**
 * preprocessing: from what a shop's systems wrote to what a model may learn from. Rules that drop rows and account for
 * each of them; steps that are fitted on the training rows and applied anywhere: missing values, outliers, scaling.
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
export { quantile, summarise, type StepReport, type StepResult, type Summary } from "./summary";
export { toDataFrame, type DataFrame } from "./danfo";
