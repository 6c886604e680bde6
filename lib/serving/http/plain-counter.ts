import { Counter, type Registry } from "prom-client";

/** What a {@link PlainCounter} is, as Prometheus shall see it. */
export interface CounterWords<Label extends string> {
  readonly name: string;
  readonly help: string;
  /** Names of the labels that tell its counts apart. */
  readonly labels: readonly Label[];
}

/** Counts of one value of a label: by the values of the labels after it, or the count itself after the last. */
interface Node {
  count: number;
  readonly next: Map<string, Node>;
}

/**
 * A counter that counts in plain numbers and tells prom-client only when somebody asks for the figures: prom-client
 * examines the labels at every count, which a server that counts several things for every answer notices.
 */
export class PlainCounter<Label extends string> {
  private readonly root: Node = { count: 0, next: new Map() };

  /**
   * @param registry whose figures this is one of
   * @param words    what it is
   */
  constructor(registry: Registry, { name, help, labels }: CounterWords<Label>) {
    const { root } = this;
    new Counter({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      collect() {
        this.reset();
        for (const [values, count] of countsBelow(root, labels.length)) this.labels(...values).inc(count);
      },
    });
  }

  /** Counts one more. @param values of the labels, in their order */
  add(...values: readonly string[]): void {
    let node = this.root;
    for (let n = 0; n < values.length; n++) {
      let next = node.next.get(values[n]!);
      if (next === undefined) {
        next = { count: 0, next: new Map() };
        node.next.set(values[n]!, next);
      }
      node = next;
    }
    node.count++;
  }
}

/** Every combination of labels below a node, with its count. */
function* countsBelow({ count, next }: Node, depth: number): Generator<[values: string[], count: number]> {
  if (depth === 0) return yield [[], count];
  for (const [value, node] of next) {
    for (const [values, below] of countsBelow(node, depth - 1)) yield [[value, ...values], below];
  }
}
