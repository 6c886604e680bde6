import { NotSupportedError } from "../contracts";
import type { Segmenter } from "./segment";

/**
 * Chinese words by jieba's dictionary and hidden Markov model, for `segmentWords(text, { chinese: jiebaSegmenter() })`.
 * It knows far more words than `Intl.Segmenter` and needs the package jieba-wasm (16 MB on disk, half a second to
 * start, about 70 MB of memory). Loaded when this is called, not before.
 *
 * @throws NotSupportedError when jieba-wasm is not installed
 */
export function jiebaSegmenter(): Segmenter {
  const { cut } = loadJieba();
  return (text) => cut(text, true);
}

/** The part of jieba-wasm that is used here, written down so that this file compiles without the package. */
interface Jieba {
  cut(text: string, hmm: boolean): string[];
}

function loadJieba(): Jieba {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- optional: the room must load without it
    return require("jieba-wasm") as Jieba;
  } catch (cause) {
    throw new NotSupportedError("jieba-wasm is not installed: npm install jieba-wasm, or leave `chinese` out", {
      cause,
    });
  }
}
