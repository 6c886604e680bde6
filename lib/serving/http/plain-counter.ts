import { Counter, type Registry } from "prom-client";

/** What a {@link PlainCounter} is, as Prometheus shall see it. */
export interface CounterWords<Label extends string> {
  readonly name: string;
  readonly help: string;
  /** Names of the labels that tell its counts apart. */
  readonly labels: readonly Label[];
}

/**
 * A counter that counts in plain numbers and tells prom-client only when somebody asks for the figures: prom-client
 * examines the labels at every count, which a server that counts several things for every answer notices.
 */
export class PlainCounter<Label extends string> {
  private readonly counts = new Map<string, { readonly values: readonly string[]; count: number }>();

  /**
   * @param registry whose figures this is one of
   * @param words    what it is
   */
  constructor(registry: Registry, { name, help, labels }: CounterWords<Label>) {
    const { counts } = this;
    new Counter({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect() {
        this.reset();
        for (const { values, count } of counts.values()) this.labels(...values).inc(count);
      },
    });
  }

  /** Counts one more. @param values of the labels, in their order */
  add(...values: readonly string[]): void {
    const key = values.length === 1 ? values[0]! : values.join(" ");
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { values, count: 1 });
    else known.count++;
  }
}
