import { Histogram, type Registry } from "prom-client";

/** Observations of one label that wait before they are told. */
const TOGETHER = 256;

/** What a {@link PlainHistogram} is, as Prometheus shall see it. */
export interface HistogramWords<Label extends string> {
  readonly name: string;
  readonly help: string;
  /** Name of the one label that tells its series apart. */
  readonly label: Label;
  /** Upper bounds of the buckets, ascending. */
  readonly buckets: number[];
}

/** Values of one series that prom-client has not heard of yet. */
interface Waiting {
  readonly values: Float64Array;
  count: number;
}

/**
 * A histogram that tells prom-client many observations at a time, at the latest when somebody asks for the figures: told one
 * by one between two answers, each costs several times what it costs in a loop that does nothing else.
 */
export class PlainHistogram<Label extends string> {
  private readonly waiting = new Map<string, Waiting>();
  private readonly histogram: Histogram<Label>;

  /**
   * @param registry whose figures this is one of
   * @param words    what it is
   */
  constructor(registry: Registry, { name, help, label, buckets }: HistogramWords<Label>) {
    this.histogram = new Histogram({
      name,
      help,
      buckets,
      labelNames: [label],
      registers: [registry],
      collect: () => this.waiting.forEach((waiting, of) => this.tell(of, waiting)),
    });
  }

  /**
   * Takes note of one observation.
   *
   * @param of    value of the label
   * @param value what was observed
   */
  observe(of: string, value: number): void {
    let waiting = this.waiting.get(of);
    if (waiting === undefined) {
      waiting = { values: new Float64Array(TOGETHER), count: 0 };
      this.waiting.set(of, waiting);
    }
    waiting.values[waiting.count++] = value;
    if (waiting.count === TOGETHER) this.tell(of, waiting);
  }

  private tell(of: string, waiting: Waiting): void {
    const series = this.histogram.labels(of);
    for (let n = 0; n < waiting.count; n++) series.observe(waiting.values[n]!);
    waiting.count = 0;
  }
}
