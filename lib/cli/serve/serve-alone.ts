import { startServer } from "../../serving";
import { openClassifier } from "../classifier/open-classifier";
import type { ServeFlags } from "./serve-flags";
import { whatIsServed } from "./what-is-served";

/** Something that serves until it is closed. */
export interface Serving {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves from this one process; ready when the model is in service. */
export async function serveAlone(flags: ServeFlags): Promise<Serving> {
  const { classifier, events } = flags;
  const judge = classifier === undefined ? undefined : await openClassifier(classifier);
  const server = await startServer({
    ...(await whatIsServed(flags)),
    classifier: judge,
    batching: { maxBatch: flags.batchSize, maxWaitMs: flags.batchWait, maxQueue: flags.maxWaiting },
    eventLog: events === undefined ? undefined : { path: events, sync: flags.sync, maxBytes: flags.eventsMaxBytes },
  }).catch(async (error: unknown) => {
    await judge?.close();
    throw error;
  });
  const close = async (): Promise<void> => {
    await server.close();
    await judge?.close();
  };
  try {
    await server.loaded;
  } catch (error) {
    await close();
    throw error;
  }
  return { address: server.address, close };
}
