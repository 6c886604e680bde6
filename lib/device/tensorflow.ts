import type * as tfjs from "@tensorflow/tfjs";

/** The tensor runtime, as a value: one copy in the whole process, whichever backend it runs on. */
export type TensorFlow = typeof tfjs;

let loaded: TensorFlow | undefined;

/**
 * Loads the tensor runtime on first use, so that rooms which only mention it start fast. Its advice to install another
 * package, and its per-operation NaN checks, are switched off: the backend is chosen here.
 */
export async function loadTensorFlow(): Promise<TensorFlow> {
  if (loaded === undefined) {
    const module = (await import("@tensorflow/tfjs")) as TensorFlow & { default?: TensorFlow };
    // The package is CommonJS: its one exports object, which `require` gives too, is the default export.
    const tf = module.default ?? module;
    tf.env().set("PROD", true);
    loaded = tf;
  }
  return loaded;
}
