import { ValueError } from "../../contracts";
import { type LoadedRecommender, loadRecommender, type ModelLoaders } from "../models/recommender-bundle";
import type { RegisteredVersion, Registry } from "./registry";

/** What a {@link RegistryFollower} does with what it finds. */
export interface FollowerOptions {
  /** By kind of model. */
  readonly loaders: ModelLoaders;
  /** Puts a model into service. */
  readonly onLive: (loaded: LoadedRecommender, version: number) => void;
  /** Hears why a version could not be put into service; the one before stays. */
  readonly onFailure: (error: Error, version: number | undefined) => void;
  /** How often to look, in milliseconds; 1,000 unless given. */
  readonly everyMs?: number;
}

const LONGEST_WAIT_MS = 60_000;

/** Keeps the live version of a registry in service, whoever promotes it. */
export class RegistryFollower {
  private timer: NodeJS.Timeout | undefined;
  private decisions = -1;
  private serving: number | undefined;
  /** A version that was loaded ahead of its promotion. */
  private ready: { version: number; loaded: LoadedRecommender } | undefined;
  /** Looks that failed in a row; each doubles the wait, since loading what is damaged costs as much as what is sound. */
  private failures = 0;
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  /**
   * @param registry what to follow
   * @param options  what to do
   */
  constructor(
    readonly registry: Registry,
    private readonly options: FollowerOptions,
  ) {}

  /** Version in service. */
  get version(): number | undefined {
    return this.serving;
  }

  /**
   * Loads the live version and begins to follow.
   *
   * @throws ValueError when nothing is live yet; DataError when the live version is damaged
   */
  async start(): Promise<void> {
    await this.look(true);
    if (this.serving === undefined) {
      throw new ValueError(`${this.registry.dir}: no version is live; cartwright registry promote makes one so`);
    }
    this.schedule();
  }

  /** Looks now; what is live is in service afterwards, or `onFailure` has heard why not. */
  refresh(): Promise<void> {
    this.looking = this.looking.then(() => this.look(false));
    return this.looking;
  }

  /**
   * Loads a version and keeps it ready, so that promoting it takes no time. One at a time.
   *
   * @throws ValueError when there is none of that number; DataError when it is damaged or too new
   */
  async prepare(version: number): Promise<RegisteredVersion> {
    const registered = await this.registry.version(version);
    this.ready = { version, loaded: await loadRecommender(registered.dir, this.options.loaders) };
    return registered;
  }

  /** Looks no more. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.closed) return;
    this.timer = setTimeout(
      () => {
        void this.refresh().then(() => this.schedule());
      },
      Math.min(LONGEST_WAIT_MS, (this.options.everyMs ?? 1000) * 2 ** this.failures),
    ).unref();
  }

  private async look(throwing: boolean): Promise<void> {
    let version: number | undefined;
    try {
      const decisions = await this.registry.decisions();
      if (decisions === this.decisions) return;
      const live = await this.registry.live();
      version = live?.version;
      if (live !== undefined && live.version !== this.serving) await this.serve(live);
      this.decisions = decisions;
      this.failures = 0;
    } catch (error) {
      if (throwing) throw error;
      this.failures++;
      this.options.onFailure(error as Error, version);
    }
  }

  private async serve({ version, dir }: RegisteredVersion): Promise<void> {
    const { loaders, onLive } = this.options;
    const loaded = this.ready?.version === version ? this.ready.loaded : await loadRecommender(dir, loaders);
    this.ready = undefined;
    this.serving = version;
    onLive(loaded, version);
  }
}
