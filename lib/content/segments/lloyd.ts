import { fillEmptyClusters } from "./empty-clusters";
import type { PackedPoints } from "./kmeans-kernel";
import type { KMeansOptions, KMeansSettings } from "./kmeans-options";
import type { KMeansTeam } from "./kmeans-team";

/** Points whose sum is formed by itself. The blocks' sums are added in their order, whoever formed them. */
const BLOCK = 4096;

/** One start and the rounds that follow. */
export class Lloyd {
  /** [k × d] without the mean of all. */
  centres: Float32Array;

  /** @param centres [k × d] to begin with, without the mean of all */
  constructor(
    private readonly team: KMeansTeam,
    private readonly points: PackedPoints,
    private readonly settings: KMeansSettings,
    centres: Float32Array,
  ) {
    this.centres = centres;
  }

  get labels(): Uint32Array {
    return this.team.kernel.labels;
  }

  /** Rounds until the centres hardly move or no label changes; afterwards labels belong to the centres. */
  async toRest(
    enough: number,
    { onProgress }: KMeansOptions,
  ): Promise<{ readonly iterations: number; readonly converged: boolean }> {
    const total = this.settings.iterations;
    let before = new Uint32Array(0);
    for (let done = 1; done <= total; done++) {
      await this.team.assign(this.centres);
      if (before.length > 0 && sameLabels(before, this.labels)) return { iterations: done, converged: true };
      before = this.labels.slice();
      const moved = this.moveCentres();
      onProgress?.({ task: "k-means", done, total, unit: "rounds", metrics: { inertia: this.inertiaOfLabels() } });
      if (moved > enough && done < total) continue;
      await this.team.assign(this.centres);
      return { iterations: done, converged: moved <= enough };
    }
    throw new RangeError("unreachable: iterations is at least 1");
  }

  /** Every centre to the mean of its points. Returns Σ ‖moved‖². */
  private moveCentres(): number {
    const { count, columns } = this.points;
    const { kernel } = this.team;
    const { k } = this.settings;
    const totals = new Float64Array(k * columns);
    const sizes = new Uint32Array(k);
    const sums = new Float64Array(k * columns);
    for (let from = 0; from < count; from += BLOCK) {
      kernel.accumulate(from, Math.min(count, from + BLOCK), sums.fill(0), sizes);
      for (let at = 0; at < sums.length; at++) totals[at]! += sums[at]!;
    }
    fillEmptyClusters(kernel, this.points, totals, sizes);
    let moved = 0;
    for (let at = 0; at < totals.length; at++) {
      const size = sizes[Math.floor(at / columns)]!;
      if (size === 0) continue;
      const value = Math.fround(totals[at]! / size);
      moved += (value - this.centres[at]!) ** 2;
      this.centres[at] = value;
    }
    return moved;
  }

  /** Σ ‖x‖² - 2·score, as float32 gave the scores: for watching. */
  private inertiaOfLabels(): number {
    let inertia = 0;
    for (const value of this.points.data) inertia += value * value;
    for (const score of this.team.kernel.scores) inertia -= 2 * score;
    return Math.max(0, inertia);
  }
}

function sameLabels(a: Uint32Array, b: Uint32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}
