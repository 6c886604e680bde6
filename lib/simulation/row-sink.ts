import { TableWriter, type WrittenColumn, type WrittenSchema } from "../data";

/** Rows held before they go to the file. */
const BATCH_ROWS = 2048;

/** A cell: text or a number; a time is milliseconds since 1970. */
export type Cell = string | number;

/** Takes rows and hands them to a {@link TableWriter} in batches. */
export class RowSink {
  private columns: Cell[][];

  private constructor(
    private readonly writer: TableWriter,
    private readonly schema: WrittenSchema,
  ) {
    this.columns = schema.map(() => []);
  }

  /** Begins the file `path`, CSV or Parquet by its ending. */
  static async open(path: string, schema: WrittenSchema): Promise<RowSink> {
    return new RowSink(await TableWriter.open(path, schema), schema);
  }

  /** Writes a whole table: `fill` takes the rows. Nothing is left when it throws. */
  static async writeWhole(path: string, schema: WrittenSchema, fill: (sink: RowSink) => Promise<void>): Promise<void> {
    const sink = await RowSink.open(path, schema);
    try {
      await fill(sink);
      await sink.close();
    } catch (error) {
      await sink.abandon();
      throw error;
    }
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.writer.rows + this.columns[0]!.length;
  }

  /** Whether enough rows wait to be worth a {@link flush}. */
  get isFull(): boolean {
    return this.columns[0]!.length >= BATCH_ROWS;
  }

  /** Takes rows, each with a cell for every column of the schema. */
  addAll(rows: readonly (readonly Cell[])[]): void {
    for (const cells of rows) {
      for (let column = 0; column < this.columns.length; column++) this.columns[column]!.push(cells[column]!);
    }
  }

  /** Hands the waiting rows to the file. */
  async flush(): Promise<void> {
    const batch: Record<string, WrittenColumn> = {};
    this.schema.forEach(({ name, type }, column) => {
      const cells = this.columns[column]!;
      batch[name] = type === "string" ? (cells as string[]) : Float64Array.from(cells as number[]);
    });
    this.columns = this.schema.map(() => []);
    await this.writer.write(batch);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.writer.close();
  }

  async abandon(): Promise<void> {
    await this.writer.abandon();
  }
}
