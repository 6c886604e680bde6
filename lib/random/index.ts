// Needs: contracts
// Packages: none
/**
 * random: chance that can be repeated. One seed gives one answer, bit for bit, on every platform and engine: nothing in
 * this room calls Math.log, Math.exp or Math.cos, whose last bits differ between engines.
 *
 * @packageDocumentation
 */
export { Random } from "./random";
export { sampleWithoutReplacement, shuffle } from "./sampling";
export { weightedSampler, WeightedSampler } from "./weighted-sampler";
export { Zipf } from "./zipf";
export { exp, log } from "./elementary";
export type { Xoshiro128State } from "./xoshiro";
