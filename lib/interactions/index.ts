// Needs: contracts, random, linalg
// Packages: none
/**
 * interactions: who did what. Ids become indices, events become a {@link UserItemMatrix}, and splits decide what a
 * model may see.
 *
 * @packageDocumentation
 */
export { UserItemMatrix } from "./user-item-matrix";
