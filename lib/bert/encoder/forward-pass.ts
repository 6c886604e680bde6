import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import { dropout, type TensorFlow } from "../../device";

/** What a forward pass is told besides its input. */
export interface PassOptions {
  /** Dropout is on; false unless given. */
  readonly training?: boolean;
  /** Seed of dropout; 0 unless given. */
  readonly seed?: number;
  /** The rows of a table that the input touches, in place of the table; see Trainable of the room `training`. */
  rows?(table: string): Tensor2D | undefined;
}

/** One way through the model. Each place with dropout draws its own mask, the same for the same seed. */
export class ForwardPass {
  readonly training: boolean;
  private readonly seed: number;
  private places = 0;

  constructor(
    readonly tf: TensorFlow,
    private readonly options: PassOptions = {},
  ) {
    this.training = options.training ?? false;
    this.seed = options.seed ?? 0;
  }

  /** Sets a share of the values to 0 and divides the others by 1 - rate, in training; `x` itself otherwise. */
  dropout<T extends Tensor>(x: T, rate: number): T {
    return this.training && rate > 0 ? dropout(this.tf, x, rate, this.nextSeed()) : x;
  }

  /** Seed for the next place with dropout: the golden ratio's multiples spread neighbouring places and steps. */
  nextSeed(): number {
    this.places++;
    return (Math.imul(this.seed, 0x85ebca6b) ^ Math.imul(this.places, 0x9e3779b1)) >>> 1;
  }

  /** The touched rows of a table; undefined where it is used whole. */
  rows(table: string): Tensor2D | undefined {
    return this.options.rows?.(table);
  }
}

/** A forward pass, as it is or made from options. */
export function asPass(tf: TensorFlow, pass: ForwardPass | PassOptions): ForwardPass {
  return pass instanceof ForwardPass ? pass : new ForwardPass(tf, pass);
}
