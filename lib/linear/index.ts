// Needs: contracts, random, wasm, bundle, linalg
// Packages: none
/**
 * linear: a weighted sum of features, fitted. Ridge regression for numbers, logistic regression and the linear support
 * vector machine for classes, on dense and sparse features; the minimiser (L-BFGS with a strong-Wolfe line search) is here too, for any smooth function.
 *
 * @packageDocumentation
 */
export type { Features } from "./features";
export { fitRidge, type RidgeOptions } from "./fit-ridge";
export { RidgeModel } from "./ridge-model";
export { ridgeFromBundle, ridgeToBundle } from "./ridge-bundle";
export { fitLogisticRegression, type LogisticOptions } from "./fit-logistic";
export { LinearClassifier } from "./linear-classifier";
export { LogisticRegressionModel } from "./logistic-model";
export { logisticRegressionFromBundle, logisticRegressionToBundle } from "./logistic-bundle";
export { LogisticLoss, type LogisticLossOptions } from "./logistic-loss";
export { fitLinearSvm, type LinearSvmOptions } from "./fit-svm";
export { linearSvmFromBundle, LinearSvmModel, linearSvmToBundle } from "./svm-model";
export { SvmDual, type SvmProblem } from "./svm-dual";
export { indexClasses, type ClassIndex, type Label } from "./class-labels";
export { balancedClassWeights } from "./class-weights";
export { minimise, type MinimiseOptions, type Minimum, type Objective } from "./lbfgs";
export { strongWolfe, type LinePoint } from "./line-search";
export type { FitReport } from "./fit-report";
