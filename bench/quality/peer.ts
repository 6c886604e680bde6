import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "cartwright/bundle";
import type { UserItemMatrix } from "cartwright/interactions";
import type { UserScorer } from "cartwright/ranking";
import { runChild } from "../frame/child";
import { peersPython } from "../frame/peers-venv";
import { places } from "../frame/places";

/** Where an unused place of a list stands. */
const NO_ITEM = 0xffffffff;

/**
 * Has the peer fit one model on the same matrix and gives its lists as a scorer, so that both sides are judged by the
 * same code.
 *
 * @param length how long the lists are; beyond that place the peer has no opinion
 */
export async function fitPeer(
  model: string,
  setting: JsonObject,
  matrix: UserItemMatrix,
  length: number,
): Promise<UserScorer> {
  const folder = join(places.results, `peer-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, "starts"), matrix.rowStarts);
    writeFileSync(join(folder, "items"), matrix.items);
    const { userCount, itemCount } = matrix;
    writeFileSync(join(folder, "job.json"), JSON.stringify({ model, setting, userCount, itemCount, length }));
    await runChild(await peersPython(), [join(places.peers, "quality.py"), folder], {
      env: { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
      timeoutSeconds: 1800,
    });
    const bytes = readFileSync(join(folder, "lists"));
    return listScorer(new Uint32Array(Uint8Array.from(bytes).buffer), matrix, length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Scores that give back the lists: the first item has the highest, an item of no list is never shown. */
function listScorer(lists: Uint32Array, { userCount, itemCount }: UserItemMatrix, length: number): UserScorer {
  return {
    userCount,
    itemCount,
    scoreInto(user, scores) {
      scores.fill(-Infinity);
      for (let rank = 0; rank < length; rank++) {
        const item = lists[user * length + rank]!;
        if (item !== NO_ITEM) scores[item] = length - rank;
      }
    },
  };
}
