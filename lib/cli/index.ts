// Needs: contracts, random, wasm, parallel, bundle, linalg, ranking, data, simulation, interactions, text, device, training, popularity, neighbours, content, trees, factorisation, neural, bert, search, evaluation, fusion, serving, storefront, display, notebook, grading
// Packages: commander, cli-progress, cli-table3, @duckdb/node-api, fflate, fastify, @fastify/rate-limit, @fastify/swagger, @fastify/swagger-ui, @redis/client, @sinclair/typebox, prom-client, lru-cache, stopword, wink-porter2-stemmer, jieba-wasm (optional), @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm (optional), @tensorflow/tfjs-backend-webgpu (optional), @tensorflow/tfjs-node-gpu (optional), webgpu (optional), jsdom (optional), plotly.js (optional), typescript (optional), zeromq (optional)
/**
 * cli: the command `cartwright`. One file per command; this is the one room that imports all others.
 *
 * @packageDocumentation
 */
export { main, run } from "./main";
