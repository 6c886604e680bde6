import type { Recommender } from "../../serving";
import type { StorefrontOptions } from "../../storefront";

/** A shop that is ready to be opened. */
export interface OpenedShop {
  /** Answers the server's own /recommend. */
  readonly recommender: Recommender;
  readonly storefront: StorefrontOptions;
}
