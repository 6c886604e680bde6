// Needs: contracts
// Packages: none
/**
 * similarity: how alike two vectors are. Cosine, Pearson, Jaccard, Euclidean and dot product, on dense and sparse
 * vectors, with a stated answer where the textbook formula divides by 0.
 *
 * @packageDocumentation
 */
export { cosine } from "./cosine";
export { dot } from "./dot";
export { euclidean, euclideanSimilarity } from "./euclidean";
export { jaccard } from "./jaccard";
export { pearson } from "./pearson";
export type { DenseVector, SparseVector } from "./vectors";
