// Needs: contracts
// Packages: none
/**
 * bundle: the one form in which anything is saved. A folder with `manifest.json`, weights as safetensors and ids as
 * UTF-8 text, written whole or not at all, and checked by checksum when it is read.
 *
 * @packageDocumentation
 */
export type { BundleContent, Json, JsonObject, Tensor, TensorData } from "./content";
export {
  type AtomicWriteOptions,
  type FileData,
  putInPlace,
  syncFolder,
  temporaryName,
  writeFileAtomic,
  writeSynced,
} from "./atomic-file";
export {
  BUNDLE_FORMAT,
  FEATURES_VERSION,
  LIBRARY_VERSION,
  type Manifest,
  MANIFEST_FILE,
  type ReadManifest,
  readManifest,
} from "./manifest";
export { copyBundle } from "./copy-bundle";
export { creationTime, type ManifestFacts, manifestText } from "./manifest-text";
export { readBundle, type SavedBundle } from "./read-bundle";
export { replaceFolder, settleFolder } from "./replace-folder";
export { readWhole, sha256 } from "./read-whole";
export { decodeSafetensors, readSafetensors, type TensorFile } from "./safetensors-read";
export { encodeSafetensors, type TensorMetadata, writeSafetensors } from "./safetensors-write";
export { targetFolder } from "./target-folder";
export { writeBundle, type WriteBundleOptions } from "./write-bundle";
