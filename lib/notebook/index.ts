// Needs: contracts, bundle
// Packages: zeromq
/**
 * notebook: Jupyter notebooks without Python. Reads and writes `.ipynb` files (nbformat 4.5) and their text form, speaks
 * the Jupyter protocol to a kernel, and executes notebooks from top to bottom.
 *
 * @packageDocumentation
 */
export type {
  Cell,
  CellMetadata,
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  MarkdownCell,
  MimeBundle,
  Notebook,
  NotebookMetadata,
  Output,
  RawCell,
  ResultOutput,
  StreamOutput,
} from "./nbformat";
export { parseNotebook, readNotebook } from "./read-notebook";
export { formatNotebook, withoutOutputs, writeNotebook } from "./write-notebook";
export { fromPercent, toPercent } from "./percent";
export { parametersCell, type ParameterValue, withParameters } from "./parameters";
export { type KernelSpec, readKernelSpec } from "./kernel-spec";
export { KernelClient, type ExecuteOptions, type KernelOptions } from "./kernel-client";
export type { ExecuteReply, IopubMessage, KernelExit, Reply } from "./messages";
export { OutputCollector } from "./output-collector";
export {
  type CellFailure,
  type CellProgress,
  type ExecutedNotebook,
  executeNotebook,
  type ExecuteNotebookOptions,
} from "./execute-notebook";
