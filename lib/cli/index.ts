// Needs: contracts, random, bundle, linalg, similarity, ranking
// Packages: commander, cli-progress
/**
 * cli: the command `cartwright`. One file per command; this is the one room that imports all others.
 *
 * @packageDocumentation
 */
export { main, run } from "./main";
