import { once } from "node:events";
import { createServer } from "node:net";
import { BatchedClassifier, EventLog, pastEvents, startProcesses, startServer, WorkerLink } from "../../serving";
import { openClassifier } from "../classifier/open-classifier";
import { note } from "../terminal";
import type { ServeFlags } from "./serve-flags";
import type { Serving } from "./serve-alone";
import { whatIsServed } from "./what-is-served";

/** How the processes are told their port. */
const PORT = "CARTWRIGHT_SERVE_PORT";

/** Serves from several processes behind one port; ready when each has its model in service. */
export async function serveTogether(flags: ServeFlags): Promise<Serving> {
  const { classifier, events, processes } = flags;
  const judge = classifier === undefined ? undefined : await openClassifier(classifier);
  const log =
    events === undefined
      ? undefined
      : await EventLog.open(events, {
          sync: flags.sync,
          maxBytes: flags.eventsMaxBytes,
          onError: (error) => note(`the event log could not be synced or put aside: ${String(error)}; trying again`),
        });
  const release = async (): Promise<void> => {
    await judge?.close();
    await log?.close();
  };
  const batching = { maxBatch: flags.batchSize, maxWaitMs: flags.batchWait, maxQueue: flags.maxWaiting };
  try {
    const running = await startProcesses({
      count: processes,
      program: {
        file: process.argv[1]!,
        args: process.argv.slice(2),
        // One number for all, also for those that come later: 0 would be another port each time.
        env: { [PORT]: String(flags.port === 0 ? await freePort(flags.host) : flags.port) },
      },
      sink: log,
      past: events === undefined ? [] : pastEvents(events),
      classifier: judge && new BatchedClassifier(judge, batching),
      onDeath: (pid, how) => note(`process ${pid} ended (${how}); another takes its place`),
    });
    const close = async (): Promise<void> => {
      await running.close();
      await release();
    };
    return { address: running.address, close };
  } catch (error) {
    await release();
    throw error;
  }
}

/** What each of the processes does: serves until the main one tells it to stop, or a polite request comes. */
export async function serveAsWorker(flags: ServeFlags): Promise<void> {
  const link = new WorkerLink();
  // Ctrl-C reaches every process; the main one lets each finish.
  process.on("SIGINT", () => undefined);
  const asked = new Promise<void>((resolve) => process.once("SIGTERM", () => resolve()));
  try {
    const server = await startServer({
      ...(await whatIsServed(flags)),
      port: Number(process.env[PORT] ?? flags.port),
      classifier: flags.classifier === undefined ? undefined : link.classifier,
      batching: false,
      events: { sink: link.sink, past: await link.past(), isStored: flags.events !== undefined },
      metricsText: () => link.metricsText(),
      process: String(process.pid),
    });
    link.listen((event) => server.remember(event));
    link.report(() => server.figures());
    await server.loaded;
    link.listening(server.address);
    await Promise.race([link.closing, asked]);
    await server.close();
  } catch (error) {
    await link.failed(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}

/** A port that nobody listens on just now. */
async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
