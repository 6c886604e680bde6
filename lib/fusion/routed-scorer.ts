import { requireIndex, requireInteger, ShapeError, type UserIndex, ValueError } from "../contracts";
import type { ItemSets, UserScorer } from "../ranking";

/** Who answers for users with at least so much history. */
export interface Route {
  readonly name: string;
  /** Number of items in the history from which on this route is taken. */
  readonly atLeast: number;
  readonly scorer: UserScorer;
}

/**
 * Sends each user to the model that suits how much is known about them: popularity for nobody's acquaintance, content
 * after a first purchase, collaborative models for regulars. The route with the largest `atLeast` that the history
 * reaches is taken.
 */
export class RoutedScorer implements UserScorer {
  readonly userCount: number;
  readonly itemCount: number;
  private readonly routes: readonly Route[];

  /**
   * @param seen   the histories
   * @param routes at least one, and one from 0 on, so that everybody has an answer
   * @throws ShapeError when a route does not know the users and items of `seen`; ValueError when no route begins at 0 or
   *         two begin alike
   */
  constructor(
    private readonly seen: ItemSets,
    routes: readonly Route[],
  ) {
    this.userCount = seen.userCount;
    this.itemCount = seen.itemCount;
    this.routes = [...routes].sort((a, b) => b.atLeast - a.atLeast);
    for (const { name, atLeast, scorer } of routes) {
      requireInteger(`atLeast of ${name}`, atLeast);
      if (scorer.userCount !== this.userCount || scorer.itemCount !== this.itemCount) {
        throw new ShapeError(
          `${name} must know ${this.userCount} users and ${this.itemCount} items, ` +
            `it knows ${scorer.userCount} and ${scorer.itemCount}`,
        );
      }
    }
    if (!routes.some(({ atLeast }) => atLeast === 0)) throw new ValueError("routes must hold one that begins at 0");
    if (new Set(routes.map(({ atLeast }) => atLeast)).size < routes.length) {
      throw new ValueError(
        `routes must begin at different lengths, received ${routes.map((r) => r.atLeast).join(", ")}`,
      );
    }
  }

  /** The route one user takes. */
  routeOf(user: UserIndex): Route {
    requireIndex("user", user, this.userCount);
    const length = this.seen.itemsOf(user).length;
    return this.routes.find(({ atLeast }) => length >= atLeast)!;
  }

  scoreInto(user: UserIndex, scores: Float32Array): void {
    this.routeOf(user).scorer.scoreInto(user, scores);
  }
}
