// Needs: contracts
// Packages: @duckdb/node-api, fflate
/**
 * data: files in, files out. Reads CSV, JSON lines and Parquet into typed columns, says what is wrong with them, writes
 * tables in a stream, and finds or fetches the public data sets of the catalogue, each checked by its checksum.
 *
 * @packageDocumentation
 */
export { asText, cellText, describeKind, requireColumn, requireNumbers } from "./table";
export type { BadRow, Column, NumberColumn, StringColumn, Table, TimeColumn } from "./table";
export { guessColumns, nameSuggests } from "./column-names";
export type { ColumnRole, GuessedColumns } from "./column-names";
export { readTable } from "./read-table";
export type { ReadOptions } from "./read-table";
export { TableWriter } from "./table-writer";
export type { WrittenBatch, WrittenColumn, WrittenSchema, WrittenType } from "./table-writer";
