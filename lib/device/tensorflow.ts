import type * as tfjs from "@tensorflow/tfjs";

/** The tensor runtime, as a value: one copy in the whole process, whichever backend it runs on. */
export type TensorFlow = typeof tfjs;
