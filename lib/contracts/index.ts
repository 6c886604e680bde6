// Needs: nothing
// Packages: none
/**
 * contracts: what every room agrees on. Error classes that say which argument broke which rule, the checks that throw
 * them, and the branded indices that keep users and items apart.
 *
 * @packageDocumentation
 */
export { CartwrightError, DataError, NotSupportedError, ShapeError, ValueError } from "./errors";
export {
  requireFinite,
  requireIndex,
  requireInteger,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbability,
} from "./checks";
export { asItemIndex, asUserIndex, type ItemIndex, type UserIndex } from "./indices";
export { Pace } from "./pace";
export { silent, type Progress, type ProgressListener } from "./progress";
