import { bertEmbed } from "../benches/bert-embed";
import { bertEmbedOnnx } from "../benches/bert-embed-onnx";
import { bertFinetune } from "../benches/bert-finetune";
import { bertFinetuneCuda, bertFinetuneGpu } from "../benches/bert-finetune-gpu";
import { bertFinetuneWasm } from "../benches/bert-finetune-wasm";
import { bertLora } from "../benches/bert-lora";
import { als } from "../benches/als";
import { als2t } from "../benches/als-2t";
import { bm25Index } from "../benches/bm25-index";
import { bm25Query } from "../benches/bm25-query";
import { bpr } from "../benches/bpr";
import { kmeans } from "../benches/kmeans";
import { ease } from "../benches/ease";
import { grade } from "../benches/grade";
import { hnswBuild } from "../benches/hnsw-build";
import { hnswQuery } from "../benches/hnsw-query";
import { itemKnn } from "../benches/item-knn";
import { lambdaMart } from "../benches/lambdamart";
import { mfSgd } from "../benches/mf-sgd";
import { mfSgdLibmf } from "../benches/mf-sgd-libmf";
import { neumf } from "../benches/neumf";
import { readCsv } from "../benches/read-csv";
import { recommendAllBench } from "../benches/recommend-all";
import { serveClassify } from "../benches/serve-classify";
import { serveRecommendDistinct, serveRecommendZipf } from "../benches/serve-recommend";
import { serveSearch } from "../benches/serve-search";
import { svdpp } from "../benches/svdpp";
import { tfIdf } from "../benches/tf-idf";
import { truncatedSvdBench } from "../benches/truncated-svd";
import { vectorScan } from "../benches/vector-scan";
import type { Bench } from "./bench";

/** Every bench, in the order of the table. A new one is a file in `benches/`, a script in `peers/` and a name here. */
export const benches: readonly Bench[] = [
  als,
  als2t,
  mfSgd,
  mfSgdLibmf,
  svdpp,
  bpr,
  itemKnn,
  ease,
  recommendAllBench,
  kmeans,
  truncatedSvdBench,
  tfIdf,
  readCsv,
  grade,
  bm25Index,
  bm25Query,
  vectorScan,
  hnswBuild,
  hnswQuery,
  lambdaMart,
  serveRecommendDistinct,
  serveRecommendZipf,
  serveSearch,
  serveClassify,
  neumf,
  bertFinetune,
  bertLora,
  bertEmbed,
  bertEmbedOnnx,
  bertFinetuneWasm,
  bertFinetuneGpu,
  bertFinetuneCuda,
];
