// A process of its own that holds a classifier: texts come in as messages, predictions go out. So a batch, which
// computes for tens of milliseconds, holds up no other request of the server, and its crash is not the server's.
import { loadTextClassifier } from "./text-classifier";

/** What the server's process asks. */
export interface ClassifierRequest {
  readonly id: number;
  readonly texts: readonly string[];
}

async function serve(folder: string): Promise<void> {
  // Ctrl-C reaches the whole group of processes: the server ends first, then this one when the channel closes.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => process.exit());
  const classifier = await loadTextClassifier(folder);
  process.on("message", ({ id, texts }: ClassifierRequest) => {
    classifier.predict(texts).then(
      (predictions) => process.send?.({ id, predictions }),
      (error: Error) => process.send?.({ id, failure: error.message }),
    );
  });
  process.send?.({ ready: true });
}

serve(process.argv[2] ?? "").catch((error: Error) => {
  process.send?.({ fatal: error.message }, () => process.exit(1));
});
