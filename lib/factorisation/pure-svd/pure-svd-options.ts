import { type ProgressListener, requireInteger, requireOneOf } from "../../contracts";

/** Settings of PureSVD. */
export interface PureSvdSettings {
  /** Singular triples kept, at least 1; 50 unless given. Of a smaller matrix all are kept. */
  readonly factors: number;
  /** How the decomposition is computed: "randomised" unless given; see `truncatedSvd`. */
  readonly method: "randomised" | "lanczos";
  /** 42 unless given. */
  readonly seed: number;
}

/** What `fitPureSvd` takes. */
export interface PureSvdOptions extends Partial<PureSvdSettings> {
  readonly onProgress?: ProgressListener;
  /** Stops the work before it begins: the decomposition itself runs in one piece. */
  readonly signal?: AbortSignal;
}

/** Fills in defaults and checks them. Throws ValueError naming the setting at fault. */
export function pureSvdSettings({ factors = 50, method = "randomised", seed = 42 }: PureSvdOptions): PureSvdSettings {
  requireInteger("factors", factors, 1);
  requireOneOf("method", method, ["randomised", "lanczos"]);
  if (!Number.isSafeInteger(seed)) requireInteger("seed", seed);
  return { factors, method, seed };
}
