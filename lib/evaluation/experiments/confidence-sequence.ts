import { ValueError } from "../../contracts";
import { requireConfidence } from "./effect";

/** ζ(1.4), Riemann's zeta function. */
const ZETA = 3.1055472779775806;
const S = 1.4;
const ETA = 2;

/**
 * Confidence sequence for the mean of values in [0, 1], such as clicks or a capped share: with the chance promised, the mean
 * lies in ALL of its intervals, from the first value on, without any law of large numbers. Use it where looks begin early
 * or values are rare; where there are hundreds of units, {@link alwaysValidTest} is narrower.
 *
 * After t values with mean m and V = Σ (xᵢ − mᵢ₋₁)², where mᵢ₋₁ is the mean before xᵢ, the interval is m ± u(max(V, 1)) / t
 * with the stitched boundary u(v) = √(k₁² v ℓ(v) + k₂² ℓ(v)²) + k₂ ℓ(v), ℓ(v) = s ln ln(ηv) + ln(ζ(s) / (a lnˢ η)),
 * k₁ = (η^¼ + η^−¼) / √2, k₂ = (√η + 1) / 2, η = 2, s = 1.4 and a = α/2 for each side.
 *
 * @source Howard, Ramdas, McAuliffe & Sekhon, "Time-uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of
 *         Statistics 49(2), 2021, theorem 1 with equation 10, and theorem 4
 */
export class BoundedMeanSequence {
  private count = 0;
  private mean = 0.5;
  private spread = 0;
  private readonly tail: number;

  /** @param confidence chance that all intervals hold the mean, in (0, 1); 0.95 unless given */
  constructor(confidence = 0.95) {
    requireConfidence(confidence);
    this.tail = (1 - confidence) / 2;
  }

  /**
   * Takes one more value; constant time and memory.
   *
   * @throws ValueError when it lies outside [0, 1]
   */
  add(value: number): void {
    if (!(value >= 0 && value <= 1)) throw new ValueError(`value must lie in [0, 1], received ${value}`);
    this.spread += (value - this.mean) ** 2;
    this.count++;
    // The first guess, 1/2, is not a value and leaves the mean with the first one.
    this.mean = this.count === 1 ? value : this.mean + (value - this.mean) / this.count;
  }

  /** The mean so far and its interval within [0, 1]; before any value, 1/2 and all of [0, 1]. */
  interval(): { readonly mean: number; readonly low: number; readonly high: number } {
    if (this.count === 0) return { mean: 0.5, low: 0, high: 1 };
    const reach = stitchedBoundary(Math.max(this.spread, 1), this.tail) / this.count;
    return { mean: this.mean, low: Math.max(0, this.mean - reach), high: Math.min(1, this.mean + reach) };
  }
}

/** u(v) for sub-gamma sums of scale 1: crossed at any time with a chance of at most `tail`. */
function stitchedBoundary(v: number, tail: number): number {
  const k1 = (ETA ** 0.25 + ETA ** -0.25) / Math.SQRT2;
  const k2 = (Math.sqrt(ETA) + 1) / 2;
  const l = S * Math.log(Math.log(ETA * v)) + Math.log(ZETA / (tail * Math.log(ETA) ** S));
  return Math.sqrt(k1 * k1 * v * l + k2 * k2 * l * l) + k2 * l;
}
