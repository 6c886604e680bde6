import { prepareAsapSample } from "./asap-sample";
import { prepareBanking77 } from "./banking77";
import { prepareClothingReviews } from "./clothing-reviews";
import { prepareCompleteJourney } from "./complete-journey";
import { prepareEsciSmall } from "./esci-small";
import { prepareOnlineRetail } from "./online-retail";

/**
 * Makes a data set's files in `folder` from its originals, given in the order of the catalogue. The rules are those of the
 * set's card; the hold-outs are left out here as they are in the mirror.
 */
export type Prepare = (originals: readonly string[], folder: string, signal?: AbortSignal) => Promise<void>;

/** How each set that can be made from its originals is made. */
export const PREPARATIONS: Readonly<Record<string, Prepare>> = {
  "online-retail": prepareOnlineRetail,
  "complete-journey": prepareCompleteJourney,
  "clothing-reviews": prepareClothingReviews,
  "esci-small": prepareEsciSmall,
  "asap-sample-zh": prepareAsapSample,
  "intent-banking77": prepareBanking77,
};
