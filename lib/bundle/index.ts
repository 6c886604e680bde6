// Needs: contracts
// Packages: none
/**
 * bundle: the one form in which anything is saved. A folder with `manifest.json`, weights as safetensors and ids as
 * UTF-8 text, written whole or not at all, and checked by checksum when it is read.
 *
 * @packageDocumentation
 */
export type { BundleContent, Json, JsonObject, Tensor, TensorData } from "./content";
