import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What an {@link OpenLoop} is to ask, and for how long. */
export interface Asking {
  readonly path: string;
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, whether or not those before were answered; unless given, each connection asks again at once. */
  readonly rate?: number;
}

/** What became of the requests. */
export interface Outcome {
  /** Seconds until the last answer. */
  readonly seconds: number;
  /** Milliseconds from when each well answered request was due until its answer was there, ascending. */
  readonly good: readonly number[];
  /** The same of those that were refused with 503 and Retry-After. */
  readonly refused: readonly number[];
  /** Those with another answer, or none. */
  readonly other: number;
}

/** Longest that an answer is waited for after the last question. */
const PATIENCE_MS = 15_000;
const TICK_MS = 2;

/**
 * Asks on many connections, which are open before it begins, as customers do who do not know of each other: a request is
 * sent when it is due. One that finds no connection free is sent late, and its time counts from when it was due.
 */
export class OpenLoop {
  private readonly good: number[] = [];
  private readonly refused: number[] = [];
  private asked = 0;

  private constructor(
    private readonly connections: readonly Connection[],
    private readonly asking: Asking,
  ) {}

  /** Asks one server. */
  static async run(address: string, asking: Asking): Promise<Outcome> {
    const port = Number(new URL(address).port);
    const connections: Connection[] = [];
    // One after the other, and each asks something small: only then has the server taken it up.
    for (let n = 0; n < asking.connections; n++) connections.push(await Connection.open(port));
    return new OpenLoop(connections, asking).ask();
  }

  private async ask(): Promise<Outcome> {
    const start = performance.now();
    const end = start + this.asking.seconds * 1000;
    await (this.asking.rate === undefined ? this.keepAsking(end) : this.askWhenDue(this.asking.rate, start, end));
    const elapsed = (performance.now() - start) / 1000;
    for (const connection of this.connections) connection.close();
    const { good, refused } = this;
    for (const times of [good, refused]) times.sort((a, b) => a - b);
    return { seconds: elapsed, good, refused, other: this.asked - good.length - refused.length };
  }

  private async keepAsking(end: number): Promise<void> {
    await Promise.all(
      this.connections.map(async (connection) => {
        while (performance.now() < end && connection.isOpen) await this.askOne(connection, performance.now());
      }),
    );
  }

  private async askWhenDue(rate: number, start: number, end: number): Promise<void> {
    const free = [...this.connections];
    const askOn = async (connection: Connection, due: number): Promise<void> => {
      await this.askOne(connection, due);
      if (connection.isOpen) free.push(connection);
    };
    for (let now = start; now < end; now = performance.now()) {
      const due = ((now - start) / 1000) * rate;
      while (this.asked < due && free.length > 0) void askOn(free.shift()!, start + (this.asked / rate) * 1000);
      await pause();
    }
    const giveUp = end + PATIENCE_MS;
    while (free.length < this.connections.length && performance.now() < giveUp) await pause();
  }

  private async askOne(connection: Connection, due: number): Promise<void> {
    const { path, bodies } = this.asking;
    const answer = await connection.ask("POST", path, bodies[this.asked++ % bodies.length]!);
    const took = performance.now() - due;
    if (answer.startsWith("HTTP/1.1 200 ")) this.good.push(took);
    else if (/^HTTP\/1\.1 503 [^]*\r\nretry-after: \d/i.test(answer)) this.refused.push(took);
  }
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, TICK_MS));
}

/** One connection, kept open, with one question at a time. */
class Connection {
  private received = "";
  private answered: (answer: string) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding("latin1").on("data", (chunk: string) => this.take(chunk));
    socket.on("error", () => undefined).on("close", () => this.answered(""));
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, "127.0.0.1").setNoDelay();
    await once(socket, "connect");
    const connection = new Connection(socket);
    await connection.ask("GET", "/health");
    return connection;
  }

  /** The whole answer; "" when the connection was closed instead. */
  ask(method: string, path: string, body = ""): Promise<string> {
    const type = body === "" ? "" : "Content-Type: application/json\r\n";
    const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return new Promise((answered) => {
      this.answered = answered;
      this.socket.write(head + body);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: string): void {
    this.received += chunk;
    const head = this.received.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.received)?.[1];
    if (this.received.length < head + 4 + Number(length)) return;
    const answer = this.received;
    this.received = "";
    this.answered(answer);
  }
}
