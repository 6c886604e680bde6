import { CartwrightError } from "../contracts";

/** The memory of the device was too small for the work. */
export class OutOfMemoryError extends CartwrightError {}

/** What was being computed when memory ran out. */
export interface BatchSize {
  /** Examples in a batch. */
  readonly batchSize: number;
  /** Tokens of an example, where the batch is made of text. */
  readonly tokens?: number | undefined;
}

/**
 * How TensorFlow (CUDA and CPU), Dawn and WebAssembly say that memory is exhausted. A GPU that runs out while it computes
 * is lost, so a lost device counts as well.
 */
const complaints =
  /OOM when allocating|RESOURCE_EXHAUSTED|out of (device )?memory|CUDA_ERROR_OUT_OF_MEMORY|failed to allocate|allocation failed|Cannot enlarge memory|device (was|is) lost|lost device/i;

/**
 * Turns an exhausted memory into an error that names the batch and says what to try. Any other error comes back as it is.
 *
 * @param error whatever was thrown
 * @param batch what was being computed
 * @returns an OutOfMemoryError with the original as its cause, or the original
 */
export function describeOutOfMemory(error: unknown, { batchSize, tokens }: BatchSize): unknown {
  if (!(error instanceof Error) || error instanceof CartwrightError || !complaints.test(error.message)) return error;
  const batch = `a batch of ${batchSize}${tokens === undefined ? "" : ` x ${tokens} tokens`}`;
  const half = Math.floor(batchSize / 2);
  const smaller =
    half >= 1
      ? `a batch size of ${half} (with two batches accumulated to a step, the result is the same)`
      : "a smaller model, or LoRA in place of training all weights";
  const shorter = tokens === undefined || tokens <= 32 ? "" : `, texts cut at ${Math.floor(tokens / 2)} tokens`;
  const elsewhere = ", or the processor's own memory (CARTWRIGHT_DEVICE=native or wasm)";
  return new OutOfMemoryError(`the device has not enough memory for ${batch}; try ${smaller}${shorter}${elsewhere}`, {
    cause: error,
  });
}
