import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from "prom-client";

/** Figures of one process, as they travel between processes. */
export type Figures = readonly MetricObjectWithValues<MetricValue<string>>[];

/**
 * Figures of several processes as one text. What a process that died had counted stays counted: a sum that a watcher has
 * seen never becomes smaller, since whatever was shown came through here.
 */
export class GatheredFigures {
  private readonly latest = new Map<number, Figures>();
  /** What those that died had counted, summed up. */
  private gone: Figures = [];
  private burying: Promise<void> = Promise.resolve();

  /** Takes note of the latest figures of a process. */
  take(id: number, figures: Figures): void {
    this.latest.set(id, figures);
  }

  /** A process is no more: its sums stay, and what it measured at a moment (memory, requests under way) goes. */
  bury(id: number): void {
    const counted = (this.latest.get(id) ?? []).filter(({ type }) => ["counter", "histogram"].includes(String(type)));
    this.latest.delete(id);
    this.burying = this.burying.then(async () => {
      this.gone = await sumOf([this.gone, counted]).getMetricsAsJSON();
    });
  }

  /** The sums as Prometheus text. */
  async text(): Promise<string> {
    await this.burying;
    return sumOf([this.gone, ...this.latest.values()]).metrics();
  }
}

function sumOf(parts: readonly Figures[]): ReturnType<typeof AggregatorRegistry.aggregate> {
  return AggregatorRegistry.aggregate([...parts]);
}
