import { Pace } from "../../contracts";
import { openTeam, type Team } from "../../parallel";
import type { KMeansKernel } from "./kmeans-kernel";
import { kMeansKernel, type KMeansSetup, type KMeansStep, kMeansTask, pointBlocks } from "./kmeans-task";

/** The points' kernel in the calling thread, and threads that do its two long steps. */
export class KMeansTeam {
  readonly kernel: KMeansKernel;
  private readonly team: Team<KMeansStep>;
  private readonly pace: Pace;

  constructor(
    setup: KMeansSetup,
    threads: number,
    private readonly signal?: AbortSignal,
  ) {
    this.kernel = kMeansKernel(setup, 0);
    this.team = openTeam(kMeansTask, setup, { threads });
    this.pace = new Pace(signal);
  }

  /** Number of points. */
  get count(): number {
    return this.kernel.labels.length;
  }

  /** Labels all points by these centres, [k × d]. */
  async assign(centres: Float32Array): Promise<void> {
    this.kernel.setCentres(centres);
    await this.run("assign");
  }

  /** What up to 8 points would bring as centres: `nearer` of the kernel. */
  async tryCandidates(candidates: Uint32Array): Promise<void> {
    this.kernel.setCandidates(candidates);
    await this.run("tryCandidates");
  }

  async close(): Promise<void> {
    await this.team.close();
  }

  private async run(step: KMeansStep): Promise<void> {
    const { signal } = this;
    await this.team.run(pointBlocks(this.count), step, { signal });
    // A team rests only within one long step; short ones add up.
    if (this.pace.isDue()) await this.pace.rest();
  }
}
