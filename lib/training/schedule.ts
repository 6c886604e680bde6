import { requireNonNegative, requireOneOf, ValueError } from "../contracts";

/** The names of the schedules. */
export const scheduleNames = ["constant", "linear", "cosine"] as const;

/** How the learning rate moves over a run. */
export interface Schedule {
  /** After the warm-up: stays, falls in a line to 0, or falls to 0 along half a cosine. */
  readonly name: (typeof scheduleNames)[number];
  /** Steps in which the rate rises from 0 in a line: a share of the run where below 1, else a number. 0 unless given. */
  readonly warmup?: number;
}

/**
 * The share of the peak learning rate that step s of S uses. With a warm-up of W steps it is s / W for s < W, and then
 *
 *     constant  1
 *     linear    (S − s) / (S − W)
 *     cosine    (1 + cos(π (s − W) / (S − W))) / 2
 *
 * so the first step of a run with a warm-up moves nothing, as in the schedules of BERT's own code and of transformers.
 *
 * @param schedule its name and warm-up
 * @param step     s, steps done before this one: 0 for the first
 * @param steps    S, steps in all
 * @source Devlin et al., BERT (2019), appendix A.2; Loshchilov & Hutter, SGDR (2017), eq. 5, without restarts
 */
export function learningRateFactor({ name, warmup = 0 }: Schedule, step: number, steps: number): number {
  const rising = warmup < 1 ? Math.ceil(warmup * steps) : warmup;
  if (step < rising) return step / rising;
  if (name === "constant") return 1;
  const left = Math.max(0, steps - step) / Math.max(1, steps - rising);
  return name === "linear" ? left : (1 + Math.cos(Math.PI * (1 - left))) / 2;
}

/** Throws ValueError unless a schedule can be followed. */
export function requireSchedule({ name, warmup = 0 }: Schedule): void {
  requireOneOf("schedule.name", name, scheduleNames);
  requireNonNegative("schedule.warmup", warmup);
  if (warmup >= 1 && !Number.isInteger(warmup)) {
    throw new ValueError(`schedule.warmup must be a share below 1 or a whole number of steps, received ${warmup}`);
  }
}
