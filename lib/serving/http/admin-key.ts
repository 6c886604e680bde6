import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { ValueError } from "../../contracts";
import { ADMIN_KEY_HEADER } from "./admin-header";
import { HttpError } from "./http-error";

/** A shorter key could be guessed. */
const SHORTEST = 16;

/**
 * A check that a request brings the key. Digests of one length are compared in constant time, so that the time of a
 * refusal tells nothing about the key.
 *
 * @param key what must be brought
 * @throws ValueError when the key is too short
 */
export function adminCheck(key: string): (request: FastifyRequest) => void {
  if (key.length < SHORTEST) {
    throw new ValueError(`the admin key must have at least ${SHORTEST} characters, received ${key.length}`);
  }
  const expected = digest(key);
  return (request) => {
    const brought = request.headers[ADMIN_KEY_HEADER];
    if (timingSafeEqual(digest(typeof brought === "string" ? brought : ""), expected)) return;
    throw new HttpError(401, "unauthorized", `the header ${ADMIN_KEY_HEADER} does not hold this server's key`);
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
