import { registerEinsumGradient } from "./kernels/einsum-gradient";
import type { TensorFlow } from "./tensorflow";

let loaded: TensorFlow | undefined;

/**
 * Loads the tensor runtime on first use, so that rooms which only mention it start fast. Its advice to install another
 * package, and its per-operation NaN checks, are switched off: the backend is chosen here. The gradient that it lacks
 * is supplied.
 */
export async function loadTensorFlow(): Promise<TensorFlow> {
  if (loaded === undefined) {
    const module = (await import("@tensorflow/tfjs")) as TensorFlow & { default?: TensorFlow };
    // The package is CommonJS: its one exports object, which `require` gives too, is the default export.
    const tf = module.default ?? module;
    tf.env().set("PROD", true);
    registerEinsumGradient(tf);
    loaded = tf;
  }
  return loaded;
}
