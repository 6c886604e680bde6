/** Keeps a route out of the server's OpenAPI document, where one is written; the word is that of @fastify/swagger. */
export const HIDDEN: object = { hide: true };
