import type { OpenedBackend } from "./backends";
import { registerEinsum } from "./kernels/einsum";
import { processorName } from "./processor";
import type { TensorFlow } from "./tensorflow";

/** Plain JavaScript: slow, and there on every machine. */
export async function openCpu(tf: TensorFlow): Promise<OpenedBackend> {
  await tf.setBackend("cpu");
  await tf.ready();
  registerEinsum(tf, "cpu");
  return { chip: processorName(), title: "plain JavaScript, one thread" };
}
