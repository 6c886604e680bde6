// Needs: contracts, wasm, bundle
// Packages: @duckdb/node-api, fflate
/**
 * data: files in, files out. Reads CSV, JSON lines and Parquet into typed columns, says what is wrong with them, writes
 * tables in a stream, and finds or fetches the public data sets of the catalogue, each checked by its checksum.
 *
 * @packageDocumentation
 */
export { asText, cellText, describeKind, requireColumn, requireNumbers } from "./table";
export type { BadRow, Column, NumberColumn, StringColumn, Table, TimeColumn } from "./table";
export { catalogue, catalogueEntry } from "./catalogue";
export type { CatalogueEntry, CatalogueFile, CatalogueOriginal } from "./catalogue";
export { guessColumns, nameSuggests } from "./column-names";
export type { ColumnRole, GuessedColumns } from "./column-names";
export { readTable } from "./read-table";
export type { ReadOptions } from "./read-table";
export { TableWriter } from "./table-writer";
export type { WrittenBatch, WrittenColumn, WrittenSchema, WrittenType } from "./table-writer";
export { downloadFile } from "./download";
export type { DownloadOptions } from "./download";
export { findDataset } from "./find-dataset";
export type { Dataset } from "./find-dataset";
export { getDataset, prepareAndCheck } from "./get-dataset";
export type { GetOptions } from "./get-dataset";
export { findModel, getModel, modelNames } from "./model-weights";
export type { GetModelOptions, ModelWeights } from "./model-weights";
export { cacheFolder, dataMirror } from "./places";
export { rowsSha256 } from "./rows-hash";
export { qualityReport } from "./quality-report";
export type { ColumnReport, QualityReport } from "./quality-report";
export { PREPARATIONS } from "./prepare/preparations";
export type { Prepare } from "./prepare/preparations";
export { fetchPythonPackage } from "./python-package";
export type { PythonPackageOptions } from "./python-package";
export { unzipFiles } from "./unzip";
export type { TypeWishes } from "./type-wishes";
