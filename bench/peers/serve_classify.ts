import { writeFileSync } from "node:fs";
import { classifyTexts, loadBert } from "cartwright/bert";
import { openOrFail } from "../frame/bert-work";
import { classifierFolder, classifyTitles } from "../frame/serve-classifier";
import { reportPeer } from "../frame/serve-work";

async function main(): Promise<void> {
  const [inputs = "", , answer = ""] = process.argv.slice(2);
  const texts = classifyTitles(inputs);
  const { model, tokenizer } = await loadBert((await openOrFail("native")).tf, await classifierFolder());
  await classifyTexts(model, tokenizer, texts.slice(0, 64));
  const start = performance.now();
  await classifyTexts(model, tokenizer, texts);
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(answer, JSON.stringify({ good: texts.length, all: texts.length }));
  reportPeer(seconds);
}

void main();
