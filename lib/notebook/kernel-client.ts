import { randomUUID } from "node:crypto";
import type { Dealer, Subscriber } from "zeromq";
import { CartwrightError } from "../contracts";
import { KernelProcess } from "./kernel-process";
import type { KernelSpec } from "./kernel-spec";
import {
  decodeMessage,
  encodeRequest,
  type ExecuteReply,
  type IopubMessage,
  type KernelExit,
  type Reply,
} from "./messages";

/** How a kernel is started. */
export interface KernelOptions {
  /** The folder it starts in: a notebook's own. */
  readonly cwd: string;
  /** More environment variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** Seconds it may take to answer the first time; 60 unless given. */
  readonly startSeconds?: number;
}

/** How one piece of code is executed. */
export interface ExecuteOptions {
  /** Called for each output as it comes. */
  readonly onMessage?: (message: IopubMessage) => void;
  /** No outputs of value, no count: for questions asked behind the scenes. */
  readonly silent?: boolean;
  /** Whether requests already sent are dropped when this one fails; true unless given. */
  readonly stopOnError?: boolean;
}

interface Waiting {
  onMessage: ((message: IopubMessage) => void) | undefined;
  reply: (reply: Reply, metadata: Record<string, unknown>) => void;
  idle: () => void;
}

/** A running kernel and the line to it: the Jupyter protocol over ZeroMQ on 127.0.0.1. */
export class KernelClient {
  readonly #session = randomUUID();
  readonly #waiting = new Map<string, Waiting>();
  /** The last send on each socket; ZeroMQ takes one at a time. */
  readonly #sending = new Map<Dealer, Promise<void>>();
  #info: Reply | undefined;

  private constructor(
    private readonly spec: KernelSpec,
    private readonly process: KernelProcess,
    private readonly shell: Dealer,
    private readonly control: Dealer,
    private readonly iopub: Subscriber,
  ) {
    void this.#pump(shell);
    void this.#pump(control);
    void this.#pump(iopub);
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws CartwrightError with what the process printed, when it ends or does not answer in time
   */
  static async start(spec: KernelSpec, options: KernelOptions): Promise<KernelClient> {
    const zmq = await import("zeromq");
    const process = await KernelProcess.start(spec, options.cwd, options.env ?? {});
    const { ip, shell_port, control_port, iopub_port } = process.connection;
    const connect = <S extends Dealer | Subscriber>(socket: S, port: number): S => {
      socket.connect(`tcp://${ip}:${port}`);
      return socket;
    };
    const iopub = connect(new zmq.Subscriber({ linger: 0, receiveHighWaterMark: 0 }), iopub_port);
    iopub.subscribe();
    const shell = connect(new zmq.Dealer({ linger: 0 }), shell_port);
    const control = connect(new zmq.Dealer({ linger: 0 }), control_port);
    const client = new KernelClient(spec, process, shell, control, iopub);
    try {
      client.#info = await client.#firstAnswer(options.startSeconds ?? 60);
    } catch (error) {
      client.kill();
      await client.exited;
      client.#close();
      throw error;
    }
    return client;
  }

  /** What the kernel says of itself: the content of its kernel_info_reply. */
  get info(): Reply {
    return this.#info!;
  }

  /** Fulfilled when the kernel's process has ended, for whatever reason. */
  get exited(): Promise<KernelExit> {
    return this.process.exited;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Runs code; fulfilled when the reply is there and all its outputs have come. A failure is a reply, not an exception. */
  async execute(
    code: string,
    { onMessage, silent = false, stopOnError = true }: ExecuteOptions = {},
  ): Promise<ExecuteReply> {
    const content = {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: stopOnError,
    };
    return this.request("execute_request", content, { onMessage });
  }

  /**
   * Any request of the protocol.
   *
   * @throws CartwrightError when the kernel's process ends before it has answered
   */
  async request(
    type: string,
    content: object,
    {
      channel = "shell",
      onMessage,
    }: { channel?: "shell" | "control"; onMessage?: (message: IopubMessage) => void } = {},
  ): Promise<Reply> {
    const { id, frames } = encodeRequest(this.process.connection.key, this.#session, type, content);
    const answered = new Promise<Reply>((resolve) => {
      let reply: Reply | undefined;
      let idle = false;
      const check = (): void => {
        if (reply && idle) resolve(reply);
      };
      this.#waiting.set(id, {
        onMessage,
        reply: (received, metadata) => {
          reply = { ...received, ...(metadata.cartwright ? { usage: metadata.cartwright } : {}) };
          check();
        },
        idle: () => {
          idle = true;
          check();
        },
      });
    });
    this.#send(channel === "shell" ? this.shell : this.control, frames);
    try {
      return await Promise.race([answered, this.#death()]);
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Asks the kernel to stop what runs; the execution's own reply tells when it has. */
  async interrupt(): Promise<void> {
    if (this.spec.interrupt_mode === "signal") this.process.signal("SIGINT");
    else await this.request("interrupt_request", {}, { channel: "control" });
  }

  /** Lets the kernel end by itself, within a second; then ends it. */
  async shutdown(): Promise<void> {
    const asked = this.request("shutdown_request", { restart: false }, { channel: "control" }).catch(() => undefined);
    const timer = setTimeout(() => this.kill(), 1500);
    await Promise.all([asked, this.exited]);
    clearTimeout(timer);
    this.kill(); // what it left behind in its group
    this.#close();
  }

  /** Ends the kernel and everything it started, at once. */
  kill(): void {
    this.process.kill();
  }

  #send(socket: Dealer, frames: string[]): void {
    const before = this.#sending.get(socket) ?? Promise.resolve();
    // A socket that was closed meanwhile belongs to a kernel that has ended, and #death tells.
    this.#sending.set(
      socket,
      before.then(() => socket.send(frames)).catch(() => undefined),
    );
  }

  async #pump(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = decodeMessage(this.process.connection.key, frames);
      const waiting = this.#waiting.get(message?.parentId ?? "");
      if (!message || !waiting) continue;
      const { type, content, metadata } = message;
      if (type.endsWith("_reply")) waiting.reply(content as Reply, metadata);
      else if (type !== "status") waiting.onMessage?.({ type, content });
      else if (content.execution_state === "idle") waiting.idle();
    }
  }

  /** Broadcasts are lost until the subscription has reached the kernel: ask again until one comes back. */
  async #firstAnswer(seconds: number): Promise<Reply> {
    const deadline = Date.now() + 1000 * seconds;
    while (Date.now() < deadline) {
      const pause = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 100));
      const reply = await Promise.race([this.request("kernel_info_request", {}), pause]);
      if (reply) return reply;
    }
    throw new CartwrightError(`the kernel did not answer within ${seconds} s${this.#lastWords()}`);
  }

  async #death(): Promise<never> {
    const { code, signal } = await this.exited;
    throw new CartwrightError(`the kernel's process ended (${signal ?? `exit code ${code}`})${this.#lastWords()}`);
  }

  #lastWords(): string {
    const text = this.process.stderr.trim();
    return text === "" ? "" : `:\n${text}`;
  }

  #close(): void {
    for (const socket of [this.shell, this.control, this.iopub]) socket.close();
  }
}
