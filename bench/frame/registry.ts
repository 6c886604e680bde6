import { als } from "../benches/als";
import { als2t } from "../benches/als-2t";
import { kmeans } from "../benches/kmeans";
import { ease } from "../benches/ease";
import { itemKnn } from "../benches/item-knn";
import { recommendAllBench } from "../benches/recommend-all";
import { tfIdf } from "../benches/tf-idf";
import { truncatedSvdBench } from "../benches/truncated-svd";
import type { Bench } from "./bench";

/** Every bench, in the order of the table. A new one is a file in `benches/`, a script in `peers/` and a name here. */
export const benches: readonly Bench[] = [
  als,
  als2t,
  itemKnn,
  ease,
  recommendAllBench,
  kmeans,
  truncatedSvdBench,
  tfIdf,
];
