import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../tensorflow";

/** A tidy that is open: the tensors that its end will dispose of. */
interface Scope {
  readonly id: number;
  readonly track: Tensor[];
}

/** The part of the tensor runtime that knows which tidies are open. */
interface ScopedEngine {
  readonly state: { readonly scopeStack: readonly Scope[] };
}

/**
 * Computes something that several derivatives of one operation need, when the first of them is asked for. The tape asks for
 * each in a tidy of its own; what is computed here lives on until the tidy around all of them ends, whether or not the
 * other derivatives are ever asked for.
 *
 * @param tf      the tensor runtime
 * @param compute makes the tensors
 * @returns a function that computes them at its first call
 */
export function together<T extends readonly Tensor[]>(tf: TensorFlow, compute: () => T): () => T {
  let made: T | undefined;
  return () => {
    if (made === undefined) {
      made = compute();
      for (const tensor of made) handOut(tf, tensor);
    }
    return made;
  };
}

/** Moves a tensor from the innermost tidy to the one around it. */
function handOut(tf: TensorFlow, tensor: Tensor): void {
  const [outer, inner] = (tf.engine() as unknown as ScopedEngine).state.scopeStack.slice(-2);
  const at = inner?.track.indexOf(tensor) ?? -1;
  if (outer === undefined || at < 0) return;
  inner!.track.splice(at, 1);
  outer.track.push(tensor);
  (tensor as { scopeId: number }).scopeId = outer.id;
}
